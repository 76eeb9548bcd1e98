import { checksumBytes } from '../../../base/hashing/index.ts';
import { S3Error } from '../../errors/index.ts';
import type { ChecksumAlgorithm, ChecksumValue, StoredChecksum } from '../../operations/index.ts';
import type { HeaderList } from '../header-list.ts';

export const checksumAlgorithms = Object.keys(checksumBytes) as readonly ChecksumAlgorithm[];

/** `CRC64NVME` and `x-amz-checksum-crc64nvme`, either way. */
export const checksumHeader = (algorithm: ChecksumAlgorithm): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

const byHeader = new Map(checksumAlgorithms.map((algorithm) => [checksumHeader(algorithm), algorithm]));

export const algorithmOfHeader = (name: string): ChecksumAlgorithm | undefined => byHeader.get(name);

/** Throws InvalidRequest for an algorithm there is none of. */
export function parseAlgorithm(text: string, header: string): ChecksumAlgorithm {
  const found = checksumAlgorithms.find((algorithm) => algorithm === text.toUpperCase());
  if (found) return found;
  throw new S3Error('InvalidRequest', {
    message: `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${checksumAlgorithms.join(', ')}] (${header})`,
  });
}

/** Throws InvalidRequest where the text is not base64 of the right length. */
export function parseChecksum(algorithm: ChecksumAlgorithm, text: string): ChecksumValue {
  const value = strictBase64(text);
  if (value?.length === checksumBytes[algorithm]) return { algorithm, value };
  throw new S3Error('InvalidRequest', { message: `Value for ${checksumHeader(algorithm)} header is invalid.` });
}

/** The one `x-amz-checksum-*` header of a request. Throws InvalidRequest for more than one. */
export function checksumOfHeaders(headers: HeaderList): ChecksumValue | undefined {
  let found: ChecksumValue | undefined;
  for (const [name, algorithm] of byHeader) {
    const text = headers.get(name);
    if (text === undefined) continue;
    if (found) {
      throw new S3Error('InvalidRequest', {
        message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
      });
    }
    found = parseChecksum(algorithm, text);
  }
  return found;
}

/** `x-amz-checksum-type`. Throws InvalidRequest. */
export function checksumTypeOf(headers: HeaderList): StoredChecksum['type'] | undefined {
  const text = headers.get('x-amz-checksum-type');
  if (text === undefined || text === 'FULL_OBJECT' || text === 'COMPOSITE') return text;
  throw new S3Error('InvalidRequest', { message: 'Value for x-amz-checksum-type header is invalid.' });
}

/** `Content-MD5` as sixteen bytes. Throws InvalidDigest. */
export function contentMd5Of(headers: HeaderList): Buffer | undefined {
  const text = headers.get('content-md5');
  if (text === undefined) return undefined;
  const value = strictBase64(text);
  if (value?.length === 16) return value;
  throw new S3Error('InvalidDigest', { details: { 'Content-MD5': text.slice(0, 200) } });
}

function strictBase64(text: string): Buffer | undefined {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  const value = Buffer.from(text, 'base64');
  return value.toString('base64') === text ? value : undefined;
}
