import { mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError, type JobId } from '../../preload/contract/index.ts';
import type { StoredFile, TransfersRepository } from '../database/index.ts';
import { systemCode, targetError } from './verdict.ts';

/** Bytes that a browser sends are kept under `<home>/incoming/<job>/<file>` until they are in the store. */
export interface Incoming {
  folderOf(job: JobId): string;
  pathOf(job: JobId, file: number): string;
  /** How many bytes of a file are here. */
  offset(job: JobId, file: StoredFile): Promise<number>;
  /**
   * Adds the bytes of one request at `offset`, which must not be beyond what is here (JOB_STATE otherwise). Bytes that
   * came before a request broke off are kept. A second request for the same file ends the first. DISK_FULL, BAD_INPUT.
   */
  append(
    job: JobId,
    file: StoredFile,
    offset: number,
    body: Readable,
    signal: AbortSignal,
  ): Promise<'complete' | 'partial'>;
  /** Resolves when there is room for more bytes that wait for the store; the browser's turn to wait. */
  room(): Promise<void>;
  /** Milliseconds since the epoch; 0 where nothing came in this run of the app. */
  lastActivity(job: JobId): number;
  touch(job: JobId): void;
  removeFile(job: JobId, file: StoredFile): Promise<void>;
  removeJob(job: JobId): Promise<void>;
  /** Removes what belongs to none of these jobs. */
  sweep(keep: ReadonlySet<string>): Promise<void>;
}

/** Bytes that may lie here complete and not yet sent on; above it no address is handed out, and the browser waits. */
const mostStaged = 4 * 1024 ** 3;
/** Bytes that stay free on the disk: what comes in never fills it to the brim, where other programs would fail too. */
const leftFree = 16 * 1024 * 1024;
/** Bytes between two syncs while a file comes in. */
const syncEvery = 64 * 1024 * 1024;

export function createIncoming(options: {
  readonly home: string;
  readonly ledger: TransfersRepository;
  readonly now: () => number;
  /** A file is complete and queued. */
  readonly onComplete: (job: JobId) => void;
}): Incoming {
  const { ledger, now } = options;
  const root = join(options.home, 'incoming');
  const active = new Map<JobId, number>();
  const running = new Map<
    number,
    { readonly job: JobId; readonly stop: AbortController; readonly ended: Promise<unknown> }
  >();
  const staged = new Map<number, number>();
  let stagedBytes = 0;
  let room: (() => void)[] = [];

  const folderOf = (job: JobId) => join(root, job);
  const pathOf = (job: JobId, file: number) => join(folderOf(job), String(file));
  const overfull = () => stagedBytes > mostStaged;
  const unstage = (file: number) => {
    stagedBytes -= staged.get(file) ?? 0;
    staged.delete(file);
    const waiting = room;
    room = [];
    for (const go of waiting) go();
  };
  const offsetOf = async (job: JobId, file: StoredFile) => {
    const facts = await stat(pathOf(job, file.id)).catch((error: unknown): undefined => {
      if (systemCode(error) !== 'ENOENT') throw targetError(error, pathOf(job, file.id));
      return undefined;
    });
    return Math.min(facts?.size ?? 0, file.size);
  };

  const receive = async (job: JobId, file: StoredFile, offset: number, body: Readable, signal: AbortSignal) => {
    const path = pathOf(job, file.id);
    let at = offset;
    try {
      await mkdir(folderOf(job), { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(root);
      const needed = file.size - offset + leftFree;
      if (needed > bavail * bsize) throw new AppError('DISK_FULL', { path: file.path, needed, free: bavail * bsize });
      const handle = await open(path, offset === 0 ? 'w' : 'r+', 0o600);
      try {
        if ((await handle.stat()).size > offset) await handle.truncate(offset);
        let unsynced = 0;
        for await (const chunk of body as AsyncIterable<Buffer>) {
          signal.throwIfAborted();
          if (at + chunk.length > file.size) throw new AppError('BAD_INPUT', { reason: 'more bytes than announced' });
          for (let done = 0; done < chunk.length;) {
            const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, at + done);
            done += bytesWritten;
          }
          at += chunk.length;
          unsynced += chunk.length;
          active.set(job, now());
          if (unsynced >= syncEvery) {
            await handle.datasync();
            unsynced = 0;
          }
        }
        await handle.sync();
      } finally {
        await handle.close();
      }
    } catch (cause) {
      if (signal.aborted) throw new AppError('CANCELLED', {}, { cause });
      // The browser broke off: what came is kept for the next request.
      if (systemCode(cause) === 'ECONNRESET' || systemCode(cause) === 'ERR_STREAM_PREMATURE_CLOSE') return 'partial';
      throw targetError(cause, file.path);
    }
    if (at < file.size) return 'partial';
    const queued = await ledger.commit.run(() => ledger.files.change(file.id, ['waiting-bytes'], 'queued'));
    if (!queued) {
      await rm(path, { force: true });
      throw new AppError('JOB_STATE', { path: file.path });
    }
    staged.set(file.id, file.size);
    stagedBytes += file.size;
    options.onComplete(job);
    return 'complete';
  };

  const stopped = async (one: { readonly stop: AbortController; readonly ended: Promise<unknown> }) => {
    one.stop.abort();
    await one.ended.catch(() => undefined);
  };

  return {
    folderOf,
    pathOf,
    offset: offsetOf,
    async append(job, file, offset, body, signal) {
      const before = running.get(file.id);
      if (before) await stopped(before);
      const here = await offsetOf(job, file);
      if (offset > here) throw new AppError('JOB_STATE', { path: file.path, offset: here });
      const stop = new AbortController();
      const either = AbortSignal.any([signal, stop.signal]);
      const end = () => void body.destroy();
      either.addEventListener('abort', end, { once: true });
      active.set(job, now());
      const ended = receive(job, file, offset, body, either).finally(() => {
        either.removeEventListener('abort', end);
        active.set(job, now());
        if (running.get(file.id)?.stop === stop) running.delete(file.id);
      });
      running.set(file.id, { job, stop, ended });
      return ended;
    },
    async room() {
      while (overfull()) await new Promise<void>((resolve) => void room.push(resolve));
    },
    lastActivity: (job) => active.get(job) ?? 0,
    touch(job) {
      active.set(job, now());
    },
    async removeFile(job, file) {
      const one = running.get(file.id);
      if (one) await stopped(one);
      await rm(pathOf(job, file.id), { force: true });
      unstage(file.id);
    },
    async removeJob(job) {
      for (const [file, one] of running) {
        if (one.job !== job) continue;
        await stopped(one);
        unstage(file);
      }
      for (const file of staged.keys()) if (ledger.files.get(file)?.state !== 'queued') unstage(file);
      await rm(folderOf(job), { recursive: true, force: true });
      active.delete(job);
    },
    async sweep(keep) {
      const names = await readdir(root).catch((error: unknown): string[] => {
        if (systemCode(error) === 'ENOENT') return [];
        throw error;
      });
      for (const name of names) if (!keep.has(name)) await rm(join(root, name), { recursive: true, force: true });
    },
  };
}
