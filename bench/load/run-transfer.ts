import { newChunk, rateSince, readBytes } from './bodies.ts';
import { exchange } from './exchange.ts';
import type { DownloadJob, StreamsJob, UploadJob } from './jobs.ts';
import { createHeadMaker } from './sign-request.ts';
import { openConnection } from './wire-connection.ts';

export async function runDownload({ target, path, bytes, count }: DownloadJob): Promise<number> {
  const head = createHeadMaker(target)({ method: 'GET', path });
  const connection = await openConnection(target.port, { bufferBytes: readBytes });
  try {
    const started = performance.now();
    for (let done = 0; done < count; done += 1) {
      const answer = await exchange(connection, head);
      if (answer.bytes !== bytes) throw new Error(`${path}: ${answer.bytes} bytes instead of ${bytes}`);
    }
    return rateSince(started, bytes * count);
  } finally {
    connection.close();
  }
}

export async function runUpload({ target, path, bytes, count, headers = {} }: UploadJob): Promise<number> {
  const head = createHeadMaker(target)({ method: 'PUT', path, headers, length: bytes });
  const chunk = newChunk();
  const connection = await openConnection(target.port);
  try {
    const started = performance.now();
    for (let done = 0; done < count; done += 1) await exchange(connection, head, { chunk, bytes });
    return rateSince(started, bytes * count);
  } finally {
    connection.close();
  }
}

export async function runStreams({ target, method, path, bytes, streams }: StreamsJob): Promise<number> {
  const makeHead = createHeadMaker(target);
  const chunk = newChunk();
  const connections = await Promise.all(Array.from({ length: streams }, () => openConnection(target.port)));
  try {
    const started = performance.now();
    await Promise.all(
      connections.map(async (connection, at) => {
        if (method === 'GET') await exchange(connection, makeHead({ method, path }));
        else await exchange(connection, makeHead({ method, path: `${path}${at}`, length: bytes }), { chunk, bytes });
      }),
    );
    return rateSince(started, bytes * streams);
  } finally {
    for (const connection of connections) connection.close();
  }
}
