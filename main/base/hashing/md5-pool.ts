import { Worker } from 'node:worker_threads';
import type { Slab } from './slab-pool.ts';

export type Md5Request =
  | { kind: 'update'; id: number; memory: SharedArrayBuffer; offset: number; length: number }
  | { kind: 'digest'; id: number }
  | { kind: 'abandon'; id: number };

export interface Md5Reply {
  id: number;
  digest?: string;
}

export interface Md5Stream {
  /** Resolves when the worker has read the bytes, so that the slab may be filled again. */
  update(slab: Slab, length: number): Promise<void>;
  /** Sixteen bytes. Once only. */
  digest(): Promise<Buffer>;
  /** Forgets the stream; safe more than once and after `digest`. */
  abandon(): void;
}

export interface Md5Pool {
  open(): Md5Stream;
  /** Ends the threads; what is still waiting rejects. */
  close(): Promise<void>;
}

interface Waiting {
  resolve(digest: string | undefined): void;
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
export function createMd5Pool(options: { threads: number }): Md5Pool {
  const lanes: Lane[] = [];
  let nextId = 1;

  const startLane = (): Lane => {
    // Beside its source while developing, beside the bundle when packed.
    const file = import.meta.url.endsWith('.ts') ? './md5-worker.ts' : './md5-worker.js';
    const worker = new Worker(new URL(file, import.meta.url));
    worker.unref();
    const lane: Lane = { worker, streams: new Map() };
    worker.on('message', (reply: Md5Reply) => lane.streams.get(reply.id)?.shift()?.resolve(reply.digest));
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
    open() {
      const lane = quietest();
      const id = nextId++;
      const queue: Waiting[] = [];
      lane.streams.set(id, queue);
      const ask = (request: Md5Request): Promise<string | undefined> =>
        new Promise((resolve, reject) => {
          if (!lanes.includes(lane)) return reject(new Error('The hashing thread ended'));
          queue.push({ resolve, reject });
          lane.worker.postMessage(request, []);
        });
      return {
        async update(slab, length) {
          await ask({ kind: 'update', id, memory: slab.buffer, offset: slab.byteOffset, length });
        },
        async digest() {
          const digest = await ask({ kind: 'digest', id });
          lane.streams.delete(id);
          return Buffer.from(digest ?? '', 'hex');
        },
        abandon() {
          if (!lane.streams.has(id)) return;
          // Replies still on their way find no queue; a slab in flight is read once more at most, and never written.
          lane.streams.delete(id);
          for (const waiting of queue.splice(0)) waiting.reject(new Error('The stream was abandoned'));
          lane.worker.postMessage({ kind: 'abandon', id } satisfies Md5Request, []);
        },
      };
    },
    async close() {
      await Promise.all(lanes.map((lane) => lane.worker.terminate()));
    },
  };
}
