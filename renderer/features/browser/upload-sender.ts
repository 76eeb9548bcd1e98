import type { ConflictRule, FileId, JobId, Place } from '../../../preload/contract/index.ts';
import { toErrorShape } from '../../lib/index.ts';
import type { Client } from '../../rpc/index.ts';
import type { DroppedItem } from './dropped-items.ts';

type TransferCalls = Pick<Client['transfers'], 'receive' | 'addReceived' | 'seal' | 'missing' | 'dropReceived'>;

export interface UploadSenderOptions {
  readonly transfers: TransferCalls;
  readonly files: Pick<Client['files'], 'receive'>;
  /** Resolves once calls get through; at once where they do now. */
  readonly whenConnected: (signal: AbortSignal) => Promise<void>;
  /** Tests put a shorter one in. Milliseconds before try `attempt` (1 and up). */
  readonly pause?: (attempt: number) => number;
  readonly put?: (url: string, body: Blob, signal: AbortSignal) => Promise<number>;
}

export interface SendRequest {
  readonly target: Place;
  readonly title: string;
  readonly conflict: ConflictRule;
  readonly items: AsyncIterable<DroppedItem>;
  readonly signal?: AbortSignal;
}
export interface SendResult {
  readonly jobId: JobId;
  readonly sent: number;
  /** Paths that could not be read when they were dropped, and so are in no job. */
  readonly lost: readonly string[];
}

/** Files named in one call. */
const nameBatch = 1000;
/** Files whose addresses are asked for in one call: few, because addresses are short-lived. */
const addressBatch = 24;
const parallelPuts = 4;
/** Tries of one file before it is left to the job, which then waits for its bytes. */
const maxAttempts = 12;
/** RFC 4918, section 11.5. */
const insufficientStorage = 507;

interface Pending {
  readonly id: FileId;
  readonly path: string;
  readonly file: File;
  readonly again: (() => Promise<File>) | undefined;
  attempt: number;
}

const putBytes = async (url: string, body: Blob, signal: AbortSignal): Promise<number> => {
  const answer = await fetch(url, { method: 'PUT', body, signal, credentials: 'same-origin' });
  await answer.body?.cancel();
  return answer.status;
};

const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });

type Loss = 'vanished' | 'changed' | 'unreadable';

/** Why a File cannot be read any more; undefined where it can, and the trouble lies elsewhere. */
async function lossOf({ file, again }: Pending): Promise<Loss | undefined> {
  try {
    await file.slice(0, 1).arrayBuffer();
    await file.slice(-1).arrayBuffer();
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof DOMException)) throw thrown;
    if (thrown.name === 'NotFoundError') return 'vanished';
    // Chromium says NotReadable both for a file that changed and for one that it may not open: a new look tells.
    return again === undefined ? 'unreadable' : lossOnLook(file, again);
  }
}

async function lossOnLook(file: File, again: () => Promise<File>): Promise<Loss> {
  try {
    const now = await again();
    return now.size !== file.size || now.lastModified !== file.lastModified ? 'changed' : 'unreadable';
  } catch (thrown) {
    if (!(thrown instanceof DOMException)) throw thrown;
    return thrown.name === 'NotFoundError' ? 'vanished' : 'unreadable';
  }
}

/**
 * Sends the bytes of dropped files to hosts that cannot see the files themselves. Only a slice is in memory at a time:
 * the browser streams it from disk. The page holds the files, so it goes on by itself after the backend was away.
 */
export class UploadSender {
  readonly #options: Required<UploadSenderOptions>;

  constructor(options: UploadSenderOptions) {
    this.#options = { put: putBytes, pause: (attempt) => Math.min(30_000, 250 * 2 ** attempt), ...options };
  }

  /** Resolves when every byte was taken over, or given up with its reason told to the job. */
  async send({
    target,
    title,
    conflict,
    items,
    signal = new AbortController().signal,
  }: SendRequest): Promise<SendResult> {
    const { transfers } = this.#options;
    const { jobId } = await this.#stubborn(() => transfers.receive({ target, title, conflict }, { signal }), signal);
    const queue: Pending[] = [];
    const lost: string[] = [];
    const all = new Map<FileId, Pending>();
    const flow = { isNaming: true, wake: Promise.withResolvers<void>() };
    const wake = (): void => {
      flow.wake.resolve();
      flow.wake = Promise.withResolvers();
    };
    let sent = 0;

    const stop = new AbortController();
    const both = AbortSignal.any([signal, stop.signal]);
    const worker = async (): Promise<void> => {
      while (true) {
        const batch = queue.splice(0, addressBatch);
        if (batch.length === 0) {
          if (!flow.isNaming) return;
          await Promise.race([flow.wake.promise, sleep(1000, both)]);
          continue;
        }
        const through = await this.#sendBatch(jobId, batch, queue, both);
        sent += through;
      }
    };
    const workers = Promise.all(Array.from({ length: parallelPuts }, worker));
    // Its rejection is reported below, after the naming; not handled here it would count as nobody's.
    workers.catch(() => undefined);

    try {
      await this.#name(jobId, items, lost, both, (named) => {
        for (const file of named) all.set(file.id, file);
        queue.push(...named);
        wake();
      });
    } catch (thrown) {
      stop.abort(thrown);
      throw thrown;
    } finally {
      flow.isNaming = false;
      wake();
    }
    await this.#stubborn(() => transfers.seal({ jobId }, { signal: both }), both);
    await workers;
    await this.#sendMissing(jobId, all, both);
    return { jobId, sent, lost };
  }

  /** Names the files in batches, as the walk finds them. */
  async #name(
    jobId: JobId,
    items: AsyncIterable<DroppedItem>,
    lost: string[],
    signal: AbortSignal,
    onNamed: (files: Pending[]) => void,
  ): Promise<void> {
    const { transfers } = this.#options;
    let files: Extract<DroppedItem, { kind: 'file' }>[] = [];
    let folders: string[] = [];
    const flush = async (): Promise<void> => {
      if (files.length === 0 && folders.length === 0) return;
      const batch = files;
      const named = {
        jobId,
        files: batch.map(({ path, file }) => ({
          path,
          size: file.size,
          modified: Math.max(0, file.lastModified),
          type: file.type.slice(0, 255),
        })),
        folders,
      };
      files = [];
      folders = [];
      const { fileIds } = await this.#stubborn(() => transfers.addReceived(named, { signal }), signal);
      onNamed(
        batch.flatMap(({ path, file, again }, index) => {
          const id = fileIds[index];
          return id === undefined ? [] : [{ id, path, file, again, attempt: 0 }];
        }),
      );
    };
    for await (const item of items) {
      if (item.kind === 'file') files.push(item);
      else if (item.kind === 'folder') folders.push(item.path);
      else lost.push(item.path);
      // The first files start at once; later ones are named in full batches.
      if (files.length >= nameBatch || folders.length >= nameBatch) await flush();
    }
    await flush();
  }

  /** Sends each file of a batch; what has to be tried again goes back into the queue. Returns how many went through. */
  async #sendBatch(jobId: JobId, batch: Pending[], queue: Pending[], signal: AbortSignal): Promise<number> {
    const { addresses } = await this.#stubborn(
      () => this.#options.files.receive({ jobId, fileIds: batch.map(({ id }) => id) }, { signal }),
      signal,
    );
    const byId = new Map(addresses.map((address) => [address.fileId, address]));
    let sent = 0;
    for (const pending of batch) {
      const address = byId.get(pending.id);
      // Without an address its bytes are all there, or the job does not want them any more.
      if (address === undefined) continue;
      if (await this.#sendOne(jobId, pending, address.url, address.offset, signal)) sent += 1;
      else if (pending.attempt < maxAttempts) queue.push(pending);
    }
    return sent;
  }

  /** True where it is settled: taken over, or given up. */
  async #sendOne(jobId: JobId, pending: Pending, url: string, offset: number, signal: AbortSignal): Promise<boolean> {
    try {
      const status = await this.#options.put(url, pending.file.slice(offset), signal);
      if (status >= 200 && status < 300) return true;
      // The disk is full: the job says so, and the file is offered again for as long as it takes to make room.
      if (status === insufficientStorage) pending.attempt = Math.min(pending.attempt, maxAttempts - 2);
    } catch (thrown) {
      signal.throwIfAborted();
      if (!(thrown instanceof Error)) throw thrown;
      const reason = await lossOf(pending);
      if (reason !== undefined) {
        await this.#stubborn(
          () => this.#options.transfers.dropReceived({ jobId, fileIds: [pending.id], reason }, { signal }),
          signal,
        );
        return true;
      }
    }
    pending.attempt += 1;
    await sleep(this.#options.pause(pending.attempt), signal);
    await this.#options.whenConnected(signal);
    return false;
  }

  /** After a restart of the backend it may have lost what it had not written yet: it is asked, and the rest is sent. */
  async #sendMissing(jobId: JobId, all: ReadonlyMap<FileId, Pending>, signal: AbortSignal): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      const { files } = await this.#stubborn(() => this.#options.transfers.missing({ jobId }, { signal }), signal);
      const queue = files.flatMap(({ id }) => {
        const pending = all.get(id);
        return pending === undefined || pending.attempt >= maxAttempts ? [] : [pending];
      });
      if (queue.length === 0) return;
      while (queue.length > 0) await this.#sendBatch(jobId, queue.splice(0, addressBatch), queue, signal);
    }
  }

  /** Repeats a call for as long as the backend is away or busy; any other refusal is the caller's. */
  async #stubborn<T>(call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call();
      } catch (thrown) {
        signal.throwIfAborted();
        const { code } = toErrorShape(thrown);
        if (code !== 'DISCONNECTED' && code !== 'TOO_BUSY' && code !== 'SHUTTING_DOWN') throw thrown;
        await sleep(this.#options.pause(attempt), signal);
        await this.#options.whenConnected(signal);
      }
    }
  }
}
