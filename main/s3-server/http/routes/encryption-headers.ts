import { createHash, timingSafeEqual } from 'node:crypto';
import { S3Error } from '../../errors/index.ts';
import { encryptionOf, type CustomerKey, type EncryptionWish, type ObjectMetadata } from '../../operations/index.ts';
import type { AnswerHeader } from '../answer.ts';
import type { HeaderList } from '../header-list.ts';
import { invalidArgument } from './parameters.ts';

const sse = 'x-amz-server-side-encryption';
const copySource = 'x-amz-copy-source-server-side-encryption';
const keyBytes = 32;

/**
 * How a write is to be encrypted. S3 takes keys over TLS alone; this server listens on the machine itself, where no wire is
 * to be listened on, and takes them over plain HTTP too. Throws InvalidArgument, InvalidRequest, InvalidEncryptionAlgorithmError;
 * NotImplemented for keys of a key service.
 */
export function encryptionWishOf(headers: HeaderList): { encryption?: EncryptionWish } {
  const key = customerKeyAt(headers, sse);
  const method = headers.get(sse);
  if (key && method !== undefined) {
    throw invalidArgument(
      'Server Side Encryption with Customer provided key is incompatible with the encryption method specified',
      sse,
      method,
    );
  }
  if (key) return { encryption: { kind: 'customer', key } };
  for (const name of [`${sse}-aws-kms-key-id`, `${sse}-context`]) {
    if (headers.get(name) === undefined || method?.startsWith('aws:kms')) continue;
    throw invalidArgument(`The header ${name} needs an encryption method of a key service.`, name, '');
  }
  if (method === undefined) return {};
  if (method === 'AES256') return { encryption: { kind: 'volume' } };
  if (method === 'aws:kms' || method === 'aws:kms:dsse') {
    throw new S3Error('NotImplemented', { message: `This server has no key service: ${method} is not implemented.` });
  }
  throw invalidArgument('The encryption method specified is not supported', sse, method);
}

/** The key of a read or of a part. Throws as above; InvalidArgument where a read names a method, as S3 does. */
export function customerKeyOf(headers: HeaderList): { customerKey?: CustomerKey } {
  const method = headers.get(sse);
  if (method !== undefined)
    throw invalidArgument(`The header ${sse} is not supported for this operation.`, sse, method);
  const customerKey = customerKeyAt(headers, sse);
  return customerKey ? { customerKey } : {};
}

/** The key of a copy's source. */
export function sourceKeyOf(headers: HeaderList): { customerKey?: CustomerKey } {
  const customerKey = customerKeyAt(headers, copySource);
  return customerKey ? { customerKey } : {};
}

/** What an answer says about how the object is encrypted. */
export function encryptionHeaders(metadata: ObjectMetadata, headers: HeaderList): AnswerHeader[] {
  const kind = encryptionOf(metadata);
  if (kind === undefined) return [];
  if (kind === 'volume') return [[sse, 'AES256']];
  return [
    [`${sse}-customer-algorithm`, 'AES256'],
    [`${sse}-customer-key-MD5`, headers.get(`${sse}-customer-key-md5`) ?? ''],
  ];
}

const forKeys = 'Requests specifying Server Side Encryption with Customer provided keys must provide';

function customerKeyAt(headers: HeaderList, prefix: string): CustomerKey | undefined {
  const algorithm = headers.get(`${prefix}-customer-algorithm`);
  const text = headers.get(`${prefix}-customer-key`);
  const md5 = headers.get(`${prefix}-customer-key-md5`);
  if (algorithm === undefined && text === undefined && md5 === undefined) return undefined;
  // Values are not told back: the key is one of them.
  if (algorithm === undefined) {
    throw invalidArgument(`${forKeys} a valid encryption algorithm.`, `${prefix}-customer-algorithm`, '');
  }
  if (algorithm !== 'AES256') throw new S3Error('InvalidEncryptionAlgorithmError');
  if (text === undefined) {
    throw invalidArgument(`${forKeys} an appropriate secret key.`, `${prefix}-customer-key`, '');
  }
  if (md5 === undefined) {
    throw invalidArgument(`${forKeys} the client calculated MD5 of the secret key.`, `${prefix}-customer-key-MD5`, '');
  }
  const key = Buffer.from(text, 'base64');
  if (key.length !== keyBytes || key.toString('base64') !== text) {
    throw invalidArgument('The secret key was invalid for the specified algorithm.', `${prefix}-customer-key`, '');
  }
  const said = Buffer.from(md5, 'base64');
  const computed = createHash('md5').update(key).digest();
  if (said.length !== computed.length || !timingSafeEqual(said, computed)) {
    throw new S3Error('InvalidRequest', {
      message: 'The calculated MD5 hash of the key did not match the hash that was provided.',
    });
  }
  return { key, md5 };
}
