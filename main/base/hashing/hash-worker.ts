/** The far side of `createHashPool`: hashes shared memory, so that nothing is copied between the threads. */
import { parentPort } from 'node:worker_threads';
import type { Checksum } from './checksum.ts';
import { createHashEngine } from './hash-engine.ts';
import type { HashReply, HashRequest } from './hash-pool.ts';

const port = parentPort;
if (!port) throw new Error('hash-worker runs only as a worker thread');

const engine = createHashEngine();
const running = new Map<number, readonly Checksum[]>();

port.on('message', (request: HashRequest) => {
  const { id } = request;
  switch (request.kind) {
    case 'open':
      running.set(
        id,
        request.names.map((name) => engine.open(name)),
      );
      return;
    case 'update': {
      const bytes = new Uint8Array(request.memory, request.offset, request.length);
      for (const hash of running.get(id) ?? []) hash.update(bytes);
      port.postMessage({ id } satisfies HashReply);
      return;
    }
    case 'digest': {
      const digests = (running.get(id) ?? []).map((hash) => new Uint8Array(hash.digest()));
      running.delete(id);
      port.postMessage({ id, digests } satisfies HashReply);
      return;
    }
    case 'abandon':
      running.delete(id);
  }
});
