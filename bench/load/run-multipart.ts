import { newChunk, rateSince } from './bodies.ts';
import { exchange } from './exchange.ts';
import type { MultipartJob } from './jobs.ts';
import { createHeadMaker } from './sign-request.ts';
import { openConnection, type WireConnection } from './wire-connection.ts';

export async function runMultipart(job: MultipartJob): Promise<number> {
  const { target, path, bytes, partBytes, connections: width, raw } = job;
  const makeHead = createHeadMaker(target);
  const chunk = newChunk();
  const parts = Math.ceil(bytes / partBytes);
  const etags: string[] = Array.from({ length: parts }, () => '');
  const connections = await Promise.all(
    Array.from({ length: width }, () => openConnection(target.port, { keepText: true })),
  );
  const [first] = connections;
  if (!first) throw new RangeError('at least one connection');
  try {
    const started = performance.now();
    const upload = raw ? '' : await begin(first);
    let next = 0;
    await Promise.all(
      connections.map(async (connection) => {
        for (let part = next++; part < parts; part = next++) {
          const length = Math.min(partBytes, bytes - part * partBytes);
          const query = raw ? '' : `partNumber=${part + 1}&uploadId=${encodeURIComponent(upload)}`;
          const { head } = await exchange(connection, makeHead({ method: 'PUT', path, query, length }), {
            chunk,
            bytes: length,
          });
          etags[part] = /\r\netag: *([^\r]+)/i.exec(head)?.[1] ?? '';
        }
      }),
    );
    if (!raw) await complete(first, upload);
    return rateSince(started, bytes);
  } finally {
    for (const connection of connections) connection.close();
  }

  async function begin(connection: WireConnection): Promise<string> {
    const { text } = await exchange(connection, makeHead({ method: 'POST', path, query: 'uploads=', length: 0 }));
    const id = /<UploadId>([^<]+)</.exec(text)?.[1];
    if (id === undefined) throw new Error('no UploadId in the answer');
    return id;
  }

  async function complete(connection: WireConnection, upload: string): Promise<void> {
    const list = etags.map((etag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${etag}</ETag></Part>`);
    const body = Buffer.from(`<CompleteMultipartUpload>${list.join('')}</CompleteMultipartUpload>`);
    const query = `uploadId=${encodeURIComponent(upload)}`;
    const { text } = await exchange(connection, makeHead({ method: 'POST', path, query, length: body.length }), {
      chunk: body,
      bytes: body.length,
    });
    // S3 may say 200 first and find the failure later.
    if (!text.includes('<ETag>')) throw new Error(`the upload was not completed: ${text.slice(0, 300)}`);
  }
}
