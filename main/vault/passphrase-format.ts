import { createCipheriv, createDecipheriv, createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * The file of secrets under a passphrase, version 1. All of it is authenticated.
 *
 * | bytes | what |
 * |---|---|
 * | 4 | `QSEC` |
 * | 1 | version, 1 |
 * | 3 | scrypt (RFC 7914): log2 N, r, p |
 * | 32 | salt, random, made once a file |
 * | 32 | key check: HMAC-SHA-256 of all bytes before it, with the second half of the derived key |
 * | 12 | nonce, random, fresh at each write |
 * | n | AES-256-GCM with the first half of the derived key over UTF-8 JSON `{account: secret}`; all bytes before it are additional data |
 * | 16 | GCM tag |
 *
 * The passphrase is normalised (NFKC) and UTF-8. The key check tells a wrong passphrase from a damaged file.
 */
const magic = Buffer.from('QSEC');
const version = 1;
const saltBytes = 32;
const checkBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;
const paramsEnd = magic.length + 4;
const saltEnd = paramsEnd + saltBytes;
const checkEnd = saltEnd + checkBytes;
const headerBytes = checkEnd + nonceBytes;

/** N = 2^17, r = 8, p = 1: 128 MiB and about half a second, as OWASP asks of scrypt. */
const cost = { log2N: 17, r: 8, p: 1 } as const;
/** A file from elsewhere may ask for more, but not for all memory of the machine: 128 · N · r <= 1 GiB. */
const most = { log2N: 20, r: 8, p: 4 } as const;

/** What opens and writes one file while it is unlocked. */
export interface FileKey {
  readonly prefix: Buffer;
  readonly encryption: Buffer;
}

export type Secrets = ReadonlyMap<string, string>;

/** Why a file does not open. */
export class SecretsFileError extends Error {
  override readonly name = 'SecretsFileError';
  readonly problem: 'wrong-passphrase' | 'damaged' | 'newer';

  constructor(problem: 'wrong-passphrase' | 'damaged' | 'newer', options: { cause?: unknown } = {}) {
    super(`the file of secrets does not open: ${problem}`, options);
    this.problem = problem;
  }
}

export async function createFileKey(passphrase: string): Promise<FileKey> {
  const params = Buffer.concat([magic, Buffer.from([version, cost.log2N, cost.r, cost.p]), randomBytes(saltBytes)]);
  const derived = await derive(passphrase, params);
  return { prefix: Buffer.concat([params, derived.check]), encryption: derived.encryption };
}

/** Throws SecretsFileError. */
export async function openSecrets(file: Buffer, passphrase: string): Promise<{ key: FileKey; secrets: Secrets }> {
  if (file.length < headerBytes + tagBytes || !file.subarray(0, magic.length).equals(magic)) {
    throw new SecretsFileError('damaged');
  }
  if ((file[magic.length] ?? 0) > version) throw new SecretsFileError('newer');
  const params = file.subarray(0, saltEnd);
  const derived = await derive(passphrase, params);
  if (!timingSafeEqual(derived.check, file.subarray(saltEnd, checkEnd))) throw new SecretsFileError('wrong-passphrase');
  const key = { prefix: Buffer.from(file.subarray(0, checkEnd)), encryption: derived.encryption };
  return { key, secrets: decrypt(key, file) };
}

export function sealSecrets(key: FileKey, secrets: Secrets): Buffer {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key.encryption, nonce);
  const header = Buffer.concat([key.prefix, nonce]);
  cipher.setAAD(header);
  const plain = Buffer.from(JSON.stringify(Object.fromEntries(secrets)));
  const sealed = Buffer.concat([header, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  plain.fill(0);
  return sealed;
}

function decrypt(key: FileKey, file: Buffer): Secrets {
  const header = file.subarray(0, headerBytes);
  const decipher = createDecipheriv('aes-256-gcm', key.encryption, header.subarray(checkEnd));
  decipher.setAAD(header);
  decipher.setAuthTag(file.subarray(file.length - tagBytes));
  let value: unknown;
  try {
    const body = decipher.update(file.subarray(headerBytes, file.length - tagBytes));
    value = JSON.parse(Buffer.concat([body, decipher.final()]).toString());
  } catch (cause) {
    throw new SecretsFileError('damaged', { cause });
  }
  if (typeof value !== 'object' || value === null) throw new SecretsFileError('damaged');
  const secrets = new Map<string, string>();
  for (const [account, secret] of Object.entries(value)) {
    if (typeof secret !== 'string') throw new SecretsFileError('damaged');
    secrets.set(account, secret);
  }
  return secrets;
}

async function derive(passphrase: string, params: Buffer): Promise<{ encryption: Buffer; check: Buffer }> {
  const [log2N = 0, r = 0, p = 0] = params.subarray(magic.length + 1, paramsEnd);
  if (log2N < cost.log2N || log2N > most.log2N || r < 1 || r > most.r || p < 1 || p > most.p) {
    throw new SecretsFileError('damaged');
  }
  const N = 2 ** log2N;
  const options = { N, r, p, maxmem: 256 * N * r };
  const derived = await new Promise<Buffer>((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), params.subarray(paramsEnd, saltEnd), 64, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
  const check = createHmac('sha256', derived.subarray(32)).update(params).digest();
  return { encryption: derived.subarray(0, 32), check };
}
