import type { Readable } from 'node:stream';
import { AppError, type ConflictRule, type FileId, type JobId, type Place } from '../../preload/contract/index.ts';
import type { NewFile, StoredFile, StoredJob, TransfersRepository } from '../database/index.ts';
import type { Engine } from './engine.ts';
import type { Incoming } from './incoming.ts';
import { asFolder, clip, parseSpec } from './job-spec.ts';
import { type AddJob, addressOf, idOf } from './job-texts.ts';

export interface DroppedFile {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  readonly type: string;
}

/** Uploads whose bytes a browser sends: files are named, their bytes received, and each is sent on once it is whole. */
export interface Receiving {
  begin(options: { target: Place; title: string; conflict: ConflictRule }): JobId;
  /** The same path, size and time is the same file; other bytes under a known path begin anew. JOB_STATE once sealed. */
  add(id: JobId, files: readonly DroppedFile[], folders: readonly string[]): Promise<FileId[]>;
  seal(id: JobId): void;
  /** Files of which bytes are missing, the first 10,000. */
  missing(id: JobId): { id: FileId; path: string; size: number; modified: number }[];
  /** The page cannot read these any more: they fail with the reason, the others go on. */
  drop(id: JobId, files: readonly FileId[], reason: 'vanished' | 'unreadable' | 'changed'): Promise<void>;
  /** From which byte on each file is needed; files that are whole are left out. */
  offsets(id: JobId, files: readonly FileId[]): Promise<{ fileId: FileId; offset: number }[]>;
  append(id: JobId, file: FileId, offset: number, body: Readable, signal: AbortSignal): Promise<'complete' | 'partial'>;
}

const mostMissing = 10_000;
const givenUp = { vanished: 'SOURCE_VANISHED', unreadable: 'SOURCE_UNREADABLE', changed: 'SOURCE_CHANGED' } as const;

export function createReceiving(options: {
  readonly ledger: TransfersRepository;
  readonly incoming: Incoming;
  readonly engine: Engine;
  readonly add: AddJob;
  readonly mustGet: (id: JobId) => StoredJob;
}): Receiving {
  const { ledger, incoming, engine } = options;

  const receivingJob = (id: JobId): StoredJob => {
    const job = options.mustGet(id);
    if (parseSpec(job.spec).kind !== 'receive') throw new AppError('JOB_STATE', { state: job.state });
    return job;
  };
  const fileOf = (job: StoredJob, id: FileId): StoredFile | undefined => {
    const file = ledger.files.get(Number(id));
    return file?.job === job.seq ? file : undefined;
  };

  return {
    begin({ target, title, conflict }) {
      return options.add('upload', { kind: 'receive', target }, conflict, {
        title: clip(title),
        from: '',
        to: addressOf(target.bucket, target.prefix),
        place: target,
      });
    },
    async add(id, files, folders) {
      const job = receivingJob(id);
      if (job.state === 'cancelled' || job.state === 'done') throw new AppError('JOB_STATE', { state: job.state });
      const spec = parseSpec(job.spec);
      const prefix = spec.kind === 'receive' ? asFolder(spec.target.prefix) : '';
      const rows = files.map((file): NewFile => newFile(file, prefix));
      const known = rows.map((row) => ledger.files.byPath(job.seq, row.path));
      // A sealed job takes what it knows again, and nothing else.
      if (job.planned && known.includes(undefined)) throw new AppError('JOB_STATE', { state: job.state });
      for (const [i, before] of known.entries()) {
        const row = rows[i];
        if (!before || !row || (before.size === row.size && before.modified === row.modified)) continue;
        if (before.state === 'running') throw new AppError('JOB_STATE', { path: row.path });
        await incoming.removeFile(id, before);
        ledger.transaction(() => {
          ledger.files.learn(before.id, { size: row.size, modified: row.modified, bytesDone: 0 });
          ledger.files.change(
            before.id,
            ['waiting-bytes', 'queued', 'done', 'failed', 'changed', 'skipped'],
            row.state,
          );
        });
      }
      const markers = folders.map((path): NewFile =>
        newFile({ path: `${path}/`, size: 0, modified: 0, type: '' }, prefix),
      );
      ledger.transaction(() => ledger.files.add(job.seq, [...rows, ...(job.planned ? [] : markers)]));
      incoming.touch(id);
      engine.nudge(id);
      return rows.map((row) => {
        const file = ledger.files.byPath(job.seq, row.path);
        if (!file) throw new AppError('INTERNAL', { path: row.path });
        return idOf(file);
      });
    },
    seal(id) {
      const job = receivingJob(id);
      ledger.transaction(() => ledger.jobs.setPlanned(job.seq, true));
      incoming.touch(id);
      engine.nudge(id);
    },
    missing(id) {
      const job = receivingJob(id);
      return ledger.files
        .next(job.seq, 'waiting-bytes', 0, mostMissing)
        .map((file) => ({ id: idOf(file), path: file.path, size: file.size, modified: file.modified }));
    },
    async drop(id, ids, reason) {
      const job = receivingJob(id);
      for (const one of ids) {
        const file = fileOf(job, one);
        if (!file || file.state !== 'waiting-bytes') continue;
        await incoming.removeFile(id, file);
        const error = new AppError(givenUp[reason], { path: file.path }).toShape();
        ledger.transaction(() => ledger.files.change(file.id, ['waiting-bytes'], 'failed', error));
      }
      engine.nudge(id);
    },
    async offsets(id, ids) {
      await incoming.room();
      const job = receivingJob(id);
      const files = ids.flatMap((one) => fileOf(job, one) ?? []).filter((file) => file.state === 'waiting-bytes');
      if (files.length > 0) incoming.touch(id);
      return Promise.all(
        files.map(async (file) => {
          const offset = await incoming.offset(id, file);
          // All bytes came, and the app ended before that was written down: the last one is asked for again.
          return { fileId: idOf(file), offset: Math.max(0, Math.min(offset, file.size - 1)) };
        }),
      );
    },
    async append(id, fileIdOf, offset, body, signal) {
      const job = receivingJob(id);
      const file = fileOf(job, fileIdOf);
      if (!file || file.state !== 'waiting-bytes' || job.state === 'cancelled') {
        throw new AppError('JOB_STATE', { state: file?.state ?? 'gone' });
      }
      if (job.state === 'waiting') engine.nudge(id);
      try {
        return await incoming.append(id, file, offset, body, signal);
      } catch (error) {
        if (error instanceof AppError && error.code === 'DISK_FULL') engine.stuck(id, error);
        throw error;
      }
    },
  };
}

function newFile(file: DroppedFile, prefix: string): NewFile {
  return {
    path: file.path,
    key: prefix + file.path,
    size: file.size,
    modified: file.modified,
    contentType: file.type === '' ? undefined : file.type,
    state: file.size === 0 ? 'queued' : 'waiting-bytes',
  };
}
