import type { Readable } from 'node:stream';
import { decodeWords } from '../base/index.ts';
import type { WireAnswer, WireCall } from '../s3-wire/index.ts';
import { exactBytes } from './exact-bytes.ts';
import { unquoted } from './list-objects.ts';
import type { StoreClient } from './store-client.ts';
import { storeError, toStoreError, type CallAbout } from './store-errors.ts';
import type {
  CallOptions,
  GetOptions,
  ObjectBody,
  ObjectHead,
  ObjectPlace,
  ReceivedObject,
  ReceiveOptions,
} from './volume.ts';

const checksumFields = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256'] as const;
const metadataPrefix = 'x-amz-meta-';

const text = <K extends string>(name: K, value: string | undefined) =>
  (value === undefined || value === '' ? {} : { [name]: value }) as Partial<Record<K, string>>;

function describe(headers: WireAnswer['headers'], key: string, size: number): ObjectHead {
  const modified = Date.parse(headers['last-modified'] ?? '');
  const metadata: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    if (!name.startsWith(metadataPrefix)) continue;
    const value = headers[name] ?? '';
    metadata[name.slice(metadataPrefix.length)] = decodeWords(value) ?? value;
  }
  return {
    key,
    size,
    modified: modified >= 0 ? modified : 0,
    etag: unquoted(headers['etag']),
    ...text('contentType', headers['content-type']),
    ...text('contentEncoding', headers['content-encoding']),
    ...text('contentDisposition', headers['content-disposition']),
    ...text('cacheControl', headers['cache-control']),
    ...text('storageClass', headers['x-amz-storage-class']),
    ...text('versionId', headers['x-amz-version-id']),
    checksums: checksumFields.flatMap((algorithm) => {
      const value = headers[`x-amz-checksum-${algorithm}`];
      return value === undefined ? [] : [{ algorithm, value, ...text('type', headers['x-amz-checksum-type']) }];
    }),
    metadata,
  };
}

/** Undefined where the store does not say how long the body is. */
const lengthOf = (headers: WireAnswer['headers']): number | undefined => {
  const length = headers['content-length'];
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export async function headObject(client: StoreClient, options: CallOptions & ObjectPlace): Promise<ObjectHead> {
  const { bucket, key, signal } = options;
  const about = { operation: 'HeadObject', bucket, key };
  // Stores without these checksums may refuse the header.
  const headers: Record<string, string> = client.provider.checksums.includes('crc32')
    ? { 'x-amz-checksum-mode': 'ENABLED' }
    : {};
  const { attempts } = client.provider.behaviour;
  const answer = await client.onWire(about, signal, (wire) =>
    wire.text({ method: 'HEAD', bucket, key, headers, attempts, signal }),
  );
  const size = lengthOf(answer.headers);
  if (size === undefined)
    throw storeError('STORE_BROKEN_ANSWER', { ...about, endpoint: client.host }, { code: 'NoContentLength' });
  return describe(answer.headers, key, size);
}

/** `bytes 0-9/100`; undefined where it is not that. */
function readContentRange(value: string | undefined): { first: number; last: number; size: number } | undefined {
  const match = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16})$/.exec(value ?? '');
  return match ? { first: Number(match[1]), last: Number(match[2]), size: Number(match[3]) } : undefined;
}

const aboutGet = (client: StoreClient, { bucket, key }: GetOptions): CallAbout => ({
  operation: 'GetObject',
  endpoint: client.host,
  bucket,
  key,
  precondition: 'same',
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
function callOf(client: StoreClient, { bucket, key, range, ifMatch, signal }: GetOptions): WireCall {
  return {
    method: 'GET',
    bucket,
    key,
    headers: {
      ...(range === undefined ? {} : { range: `bytes=${range.first}-${range.last ?? ''}` }),
      ...(ifMatch === undefined ? {} : { 'if-match': `"${ifMatch}"` }),
    },
    attempts: client.provider.behaviour.attempts,
    signal,
  };
}

/** What the head of an answer says of the body behind it; throws where it is not the one that was asked for. */
function readHead(client: StoreClient, options: GetOptions, { headers }: WireAnswer): ReceivedObject {
  const { key, range } = options;
  const refused = (code: string) => storeError('STORE_BROKEN_ANSWER', aboutGet(client, options), { code });
  const length = lengthOf(headers);
  if (length === undefined) throw refused('NoContentLength');
  if (range === undefined) {
    if (headers['content-range'] !== undefined) throw refused('RangeUnasked');
    return { length, size: length, first: 0, head: describe(headers, key, length) };
  }
  const answered = readContentRange(headers['content-range']);
  // A store that ignores Range answers the whole object; taking that for the part would damage the file.
  if (!answered || answered.first !== range.first || answered.last - answered.first + 1 !== length)
    throw refused('RangeIgnored');
  if (range.last !== undefined && answered.last !== Math.min(range.last, answered.size - 1))
    throw refused('RangeIgnored');
  return { length, size: answered.size, first: answered.first, head: describe(headers, key, answered.size) };
}

/** A line that ended in the middle of a body: told with what was expected and seen. */
function bodyError(client: StoreClient, options: GetOptions, expected: number, seen: number, error: unknown): Error {
  const about = aboutGet(client, options);
  return error === undefined || (error as { code?: unknown }).code === 'ECONNRESET'
    ? storeError('STORE_BROKEN_ANSWER', about, { code: 'Truncated', expected, seen }, error)
    : toStoreError(error, about, client.clock.now(), options.signal?.aborted ?? false);
}

export async function getObject(client: StoreClient, options: GetOptions): Promise<ObjectBody> {
  const { signal } = options;
  const about = aboutGet(client, options);
  const answer = await client.onWire(about, signal, (wire) => wire.stream(callOf(client, options)));
  const body: Readable = answer.stream;
  let facts: ReceivedObject;
  try {
    facts = readHead(client, options, answer);
  } catch (error) {
    body.on('error', () => undefined);
    body.destroy();
    throw error;
  }
  const { length } = facts;
  const stream = exactBytes(body, length, ({ error, seen }) => bodyError(client, options, length, seen, error));
  const cancel = () => stream.destroy(storeError('CANCELLED', about));
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  stream.once('close', () => signal?.removeEventListener('abort', cancel));
  return { stream, ...facts };
}

/** The same into memory that is used again: the fast way for large objects. */
export async function receiveObject(client: StoreClient, options: ReceiveOptions): Promise<ReceivedObject> {
  const { signal } = options;
  let facts: ReceivedObject | undefined;
  let seen = 0;
  await client.onWire(aboutGet(client, options), signal, async (wire) => {
    try {
      await wire.receive(callOf(client, options), (answer) => {
        const found = readHead(client, options, answer);
        const sink = options.into(found);
        facts = found;
        return {
          write: (bytes) => sink.write(bytes),
          arrived(bytes) {
            seen += bytes;
            return sink.arrived?.(bytes);
          },
        };
      });
    } catch (error) {
      if (facts === undefined) throw error;
      throw bodyError(client, options, facts.length, seen, error);
    }
  });
  if (facts === undefined) throw storeError('STORE_BROKEN_ANSWER', aboutGet(client, options), { code: 'NoBody' });
  if (seen !== facts.length) throw bodyError(client, options, facts.length, seen, undefined);
  return facts;
}
