import { createHmac, hkdfSync, randomBytes, timingSafeEqual, type KeyObject } from 'node:crypto';
import { S3Error } from '../../errors/index.ts';
import type { ObjectMetadata } from '../../storage/storage.ts';
import { unitKeyBytes } from './unit-cipher.ts';

/** A key the client sends with each request and the server never keeps. */
export interface CustomerKey {
  /** 32 bytes. */
  readonly key: Buffer;
  /** Base64, as the client sent it and gets it back. */
  readonly md5: string;
}

/** How a write is to be encrypted: with the client's key (SSE-C), or with the key of the root (SSE-S3). */
export type EncryptionWish = { readonly kind: 'customer'; readonly key: CustomerKey } | { readonly kind: 'volume' };

/**
 * The keys of one object or upload, and what is recorded about them. Each has its own salt, so that no two are encrypted
 * alike; of a customer's key nothing is recorded but 16 bytes that tell whether it is the right one.
 */
export interface Seal {
  readonly kind: EncryptionWish['kind'];
  readonly unitKey: Buffer;
  readonly record: Readonly<Record<string, string>>;
  /** ETags say nothing about the plain bytes where a customer's key hides them. */
  etagOf(md5: Buffer): string;
}

const saltBytes = 16;
const checkBytes = 16;
const modes = { customer: 'SSE-C', volume: 'AES256' } as const;

/** Throws NotImplemented where the server was started without a key of its own. */
export function newSeal(wish: EncryptionWish, volumeKey: KeyObject | undefined): Seal {
  return derive(wish.kind, keyOf(wish, volumeKey), randomBytes(saltBytes));
}

/** How an object is encrypted; undefined for one that is not. */
export function encryptionOf(metadata: ObjectMetadata): EncryptionWish['kind'] | undefined {
  const mode = metadata.encryption?.['mode'];
  if (mode === undefined) return undefined;
  if (mode === modes.customer) return 'customer';
  if (mode === modes.volume) return 'volume';
  throw new S3Error('InternalError', { cause: new Error(`an object is encrypted as ${mode}, which is unknown`) });
}

/**
 * The keys an object was written with. Throws InvalidRequest where a customer's key is missing or there is none to be given,
 * AccessDenied where it is another one.
 */
export function sealOf(
  metadata: ObjectMetadata,
  keys: { customerKey: CustomerKey | undefined; volumeKey: KeyObject | undefined },
): Seal | undefined {
  const kind = encryptionOf(metadata);
  const { customerKey, volumeKey } = keys;
  if (kind !== 'customer' && customerKey) {
    throw new S3Error('InvalidRequest', { message: 'The encryption parameters are not applicable to this object.' });
  }
  if (kind === undefined) return undefined;
  if (kind === 'customer' && !customerKey) {
    throw new S3Error('InvalidRequest', {
      message:
        'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    });
  }
  const wish: EncryptionWish = kind === 'customer' && customerKey ? { kind, key: customerKey } : { kind: 'volume' };
  const { salt = '', check = '' } = metadata.encryption ?? {};
  const seal = derive(kind, keyOf(wish, volumeKey), Buffer.from(salt, 'base64'));
  const right = timingSafeEqual(Buffer.from(seal.record['check'] ?? '', 'base64'), Buffer.from(check, 'base64'));
  if (right) return seal;
  if (kind === 'customer') throw new S3Error('AccessDenied');
  throw new S3Error('InternalError', {
    cause: new Error('an object was encrypted with another volume key than the one this server was given'),
  });
}

function keyOf(wish: EncryptionWish, volumeKey: KeyObject | undefined): Buffer | KeyObject {
  if (wish.kind === 'customer') return wish.key.key;
  if (volumeKey) return volumeKey;
  throw new S3Error('NotImplemented', { message: 'This server has no volume key to encrypt with.' });
}

/** RFC 5869: one secret for the bytes, one that tells the key, one for ETags. */
function derive(kind: EncryptionWish['kind'], key: Buffer | KeyObject, salt: Buffer): Seal {
  const bytes = Buffer.from(hkdfSync('sha256', key, salt, `quayside ${modes[kind]} 1`, unitKeyBytes + checkBytes + 32));
  const check = bytes.subarray(unitKeyBytes, unitKeyBytes + checkBytes);
  const etagKey = bytes.subarray(unitKeyBytes + checkBytes);
  return {
    kind,
    unitKey: bytes.subarray(0, unitKeyBytes),
    record: { mode: modes[kind], salt: salt.toString('base64'), check: check.toString('base64') },
    etagOf: (md5) =>
      kind === 'volume'
        ? md5.toString('hex')
        : createHmac('sha256', etagKey)
            .update(md5)
            .digest('hex')
            .slice(0, 2 * 16),
  };
}
