/** The far side of `createMd5Pool`: hashes shared memory, so that nothing is copied between the threads. */
import { createHash, type Hash } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import type { Md5Reply, Md5Request } from './md5-pool.ts';

const port = parentPort;
if (!port) throw new Error('md5-worker runs only as a worker thread');

const running = new Map<number, Hash>();

port.on('message', (request: Md5Request) => {
  const { id } = request;
  switch (request.kind) {
    case 'update': {
      let hash = running.get(id);
      if (!hash) running.set(id, (hash = createHash('md5')));
      hash.update(new Uint8Array(request.memory, request.offset, request.length));
      port.postMessage({ id } satisfies Md5Reply);
      return;
    }
    case 'digest': {
      const digest = (running.get(id) ?? createHash('md5')).digest('hex');
      running.delete(id);
      port.postMessage({ id, digest } satisfies Md5Reply);
      return;
    }
    case 'abandon':
      running.delete(id);
  }
});
