import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { expect } from 'vitest';
import { AppError, type ConnectionId, type ProviderId } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import { openS3Volume } from './s3-volume.ts';
import type { Volume } from './volume.ts';

export const cleanups: (() => unknown)[] = [];
/** Ends what a test started, the last first. */
export async function cleanUp(): Promise<void> {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
}

const secret = 'canary-secret-4711';
const token = 'canary-token-4712';
export function volumeAt(endpoint: string, provider: ProviderId = 'other'): Volume {
  const made = openS3Volume({
    connectionId: 'c' as ConnectionId,
    revision: 1,
    readOnly: false,
    endpoint: { provider, endpoint, region: 'us-east-1', addressing: 'path' },
    credential: { accessKeyId: 'AK', secretAccessKey: secret, sessionToken: token },
    clock: systemClock,
  });
  cleanups.push(() => made.close());
  return made.volume;
}

/** A server that answers as it is told, and what it was asked. */
export async function answering(handler: RequestListener): Promise<{ endpoint: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    request.resume();
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
export const xml = (response: ServerResponse, status: number, body: string, headers: Record<string, string> = {}) =>
  response.writeHead(status, { 'content-type': 'application/xml', ...headers }).end(body);
export const refusal = (code: string, more = '') =>
  `<?xml version="1.0"?><Error><Code>${code}</Code><Message>m</Message>${more}<RequestId>R1</RequestId></Error>`;
export const refusing = (status: number, code: string, more = '', headers: Record<string, string> = {}) =>
  answering((_request, response) => xml(response, status, refusal(code, more), headers));
export const emptyList =
  '<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><MaxKeys>1000</MaxKeys></ListBucketResult>';

export async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(AppError);
  // Nothing that is logged or shown may hold a credential.
  expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/canary-|Signature=/);
  return error as AppError;
}
export const listing = (volume: Volume) => errorOf(volume.list({ bucket: 'b', prefix: '' }));
