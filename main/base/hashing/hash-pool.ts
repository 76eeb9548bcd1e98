import { getCompileCacheDir } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Slab } from '../slab-pool.ts';
import type { HashName } from './hash-engine.ts';

export type HashRequest =
  | { kind: 'open'; id: number; names: readonly HashName[] }
  | { kind: 'update'; id: number; memory: SharedArrayBuffer; offset: number; length: number }
  | { kind: 'digest'; id: number }
  | { kind: 'abandon'; id: number };

export interface HashReply {
  id: number;
  digests?: readonly Uint8Array[];
}

export interface HashStream {
  /** Resolves when the worker has read the bytes, so that the slab may be filled again. */
  update(slab: Slab, length: number): Promise<void>;
  /** One for each of the names, in their order. Once only. */
  digest(): Promise<readonly Buffer[]>;
  /** Forgets the stream; safe more than once and after `digest`. */
  abandon(): void;
}

export interface HashPool {
  /** Hashes of the same bytes. */
  open(names: readonly HashName[]): HashStream;
  /** Ends the threads; what is still waiting rejects. */
  close(): Promise<void>;
}

interface Waiting {
  resolve(digests: readonly Uint8Array[] | undefined): void;
  reject(error: Error): void;
}

/** One thread, and what waits for its replies: a queue per stream, as replies come in order. */
interface Lane {
  readonly worker: Worker;
  readonly streams: Map<number, Waiting[]>;
}

/**
 * MD5 cannot be split, and one core does about 800 MiB/s of it: in a thread of its own it overlaps with the network and the
 * disk. Threads start with the first stream and do not keep the process alive. A stream goes to the least busy thread.
 */
export function createHashPool(options: { threads: number }): HashPool {
  const lanes: Lane[] = [];
  let nextId = 1;

  const startLane = (): Lane => {
    // Beside its source while developing, beside the bundle when packed.
    const file = import.meta.url.endsWith('.ts') ? './hash-worker.ts' : './hash-worker.js';
    // A thread does not share what this one keeps of compiled modules by itself; without it its compiler takes 20 MiB.
    const compiled = getCompileCacheDir();
    const env = compiled === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: compiled };
    const worker = new Worker(new URL(file, import.meta.url), { env });
    worker.unref();
    const lane: Lane = { worker, streams: new Map() };
    worker.on('message', (reply: HashReply) => lane.streams.get(reply.id)?.shift()?.resolve(reply.digests));
    const fail = (error: Error) => {
      const at = lanes.indexOf(lane);
      if (at >= 0) lanes.splice(at, 1);
      for (const queue of lane.streams.values()) for (const waiting of queue.splice(0)) waiting.reject(error);
    };
    worker.on('error', (cause) => fail(new Error('The hashing thread failed', { cause })));
    worker.on('exit', () => fail(new Error('The hashing thread ended')));
    lanes.push(lane);
    return lane;
  };

  const quietest = (): Lane => {
    let best: Lane | undefined;
    for (const lane of lanes) if (!best || lane.streams.size < best.streams.size) best = lane;
    if (!best || (best.streams.size > 0 && lanes.length < options.threads)) return startLane();
    return best;
  };

  return {
    open(names) {
      const lane = quietest();
      const id = nextId++;
      const queue: Waiting[] = [];
      const tell = (request: HashRequest): void => lane.worker.postMessage(request, []);
      lane.streams.set(id, queue);
      tell({ kind: 'open', id, names });
      const ask = (request: HashRequest): Promise<readonly Uint8Array[] | undefined> =>
        new Promise((resolve, reject) => {
          if (!lanes.includes(lane)) return reject(new Error('The hashing thread ended'));
          queue.push({ resolve, reject });
          tell(request);
        });
      return {
        async update(slab, length) {
          await ask({ kind: 'update', id, memory: slab.buffer, offset: slab.byteOffset, length });
        },
        async digest() {
          const digests = (await ask({ kind: 'digest', id })) ?? [];
          lane.streams.delete(id);
          return digests.map((digest) => Buffer.from(digest));
        },
        abandon() {
          if (!lane.streams.has(id)) return;
          // Replies still on their way find no queue; a slab in flight is read once more at most, and never written.
          lane.streams.delete(id);
          for (const waiting of queue.splice(0)) waiting.reject(new Error('The stream was abandoned'));
          tell({ kind: 'abandon', id });
        },
      };
    },
    async close() {
      await Promise.all(lanes.map((lane) => lane.worker.terminate()));
    },
  };
}
