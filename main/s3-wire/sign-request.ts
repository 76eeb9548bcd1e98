import { type KeyObject, createHmac, createSecretKey, hash } from 'node:crypto';

export interface WireCredential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

export interface Signable {
  readonly method: string;
  /** Encoded, as it goes over the wire. */
  readonly path: string;
  /** Encoded and in order, without `?`. */
  readonly query: string;
  /** Lower-case names, `host` among them; the signature is added here. */
  readonly headers: Record<string, string>;
  /** Hex of the body's SHA-256, or UNSIGNED-PAYLOAD. */
  readonly payload: string;
}

/** Signs in about 4 microseconds: the key of a day is derived once and kept as a KeyObject. */
export type Signer = (request: Signable, at: number) => void;

/** Headers that a proxy may change or that say nothing of the request. */
const unsigned = new Set(['content-length', 'connection', 'user-agent', 'authorization']);

export const emptySha256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
export const unsignedPayload = 'UNSIGNED-PAYLOAD';

/**
 * Signature Version 4 in headers. `at` is the store's time, milliseconds since the epoch.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function createSigner(options: { readonly credential: WireCredential; readonly region: string }): Signer {
  const { credential, region } = options;
  let second = Number.NaN;
  let stamp = '';
  let scope = '';
  let key: KeyObject | undefined;

  const turnTo = (at: number) => {
    const before = stamp.slice(0, 8);
    second = Math.floor(at / 1000);
    stamp = new Date(second * 1000).toISOString().replaceAll(/[-:]|\.\d+/g, '');
    const day = stamp.slice(0, 8);
    if (key !== undefined && day === before) return;
    scope = `${day}/${region}/s3/aws4_request`;
    key = signingKey(credential.secretAccessKey, day, region);
  };

  return ({ method, path, query, headers, payload }, at) => {
    if (Math.floor(at / 1000) !== second || key === undefined) turnTo(at);
    if (key === undefined) throw new Error('no signing key was made');
    headers['x-amz-content-sha256'] = payload;
    headers['x-amz-date'] = stamp;
    if (credential.sessionToken !== undefined) headers['x-amz-security-token'] = credential.sessionToken;
    const names = Object.keys(headers)
      .filter((name) => !unsigned.has(name))
      .sort();
    let lines = '';
    for (const name of names) lines += `${name}:${canonicalValue(headers[name] ?? '')}\n`;
    const list = names.join(';');
    const digest = hash('sha256', `${method}\n${path}\n${query}\n${lines}\n${list}\n${payload}`, 'hex');
    const signature = createHmac('sha256', key).update(`AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${digest}`).digest('hex');
    headers['authorization'] =
      `AWS4-HMAC-SHA256 Credential=${credential.accessKeyId}/${scope}, SignedHeaders=${list}, Signature=${signature}`;
  };
}

const canonicalValue = (value: string): string =>
  /^\s|\s$|\s\s/.test(value) ? value.trim().replace(/\s+/g, ' ') : value;

function signingKey(secret: string, day: string, region: string): KeyObject {
  const step = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return createSecretKey(step(step(step(step(`AWS4${secret}`, day), region), 's3'), 'aws4_request'));
}
