import { createHash, createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { Target } from './target.ts';

export interface RequestLine {
  readonly method: string;
  /** Encoded as it goes over the wire: `/bucket/key`. */
  readonly path: string;
  /** Encoded, names in ascending order, without `?`. */
  readonly query?: string;
  /** Beside host, date, length and payload hash; lower-case names. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the body, in bytes. */
  readonly length?: number;
}

/** Makes the heads of requests, ready for the wire; signed where the target has a credential. */
export type HeadMaker = (request: RequestLine) => Buffer;

/**
 * Heads that are good for 15 minutes and hold the time of this call, so that many can be made before they are needed.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export function createHeadMaker({ port, credential }: Target): HeadMaker {
  const host = `127.0.0.1:${port}`;
  const amzDate = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const scope = `${amzDate.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const key = credential && signingKey(credential.secret, amzDate.slice(0, 8));

  return ({ method, path, query = '', headers = {}, length }) => {
    let head = `${method} ${path}${query === '' ? '' : `?${query}`} HTTP/1.1\r\nhost: ${host}\r\n`;
    for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`;
    if (length !== undefined) head += `content-length: ${length}\r\n`;
    if (!credential || !key) return Buffer.from(`${head}\r\n`, 'latin1');
    const signed: Record<string, string> = { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'x-amz-date': amzDate };
    for (const [name, value] of Object.entries(headers)) if (name.startsWith('x-amz-')) signed[name] = value;
    const names = Object.keys(signed).sort();
    const lines = names.map((name) => `${name}:${signed[name]}\n`).join('');
    const list = names.join(';');
    const canonical = `${method}\n${path}\n${query}\n${lines}\n${list}\nUNSIGNED-PAYLOAD`;
    const digest = createHash('sha256').update(canonical).digest('hex');
    const signature = createHmac('sha256', key)
      .update(`AWS4-HMAC-SHA256\n${amzDate}\n${scope}\n${digest}`)
      .digest('hex');
    head += `x-amz-content-sha256: UNSIGNED-PAYLOAD\r\nx-amz-date: ${amzDate}\r\n`;
    head += `authorization: AWS4-HMAC-SHA256 Credential=${credential.id}/${scope}, SignedHeaders=${list}, Signature=${signature}\r\n\r\n`;
    return Buffer.from(head, 'latin1');
  };
}

function signingKey(secret: string, day: string): KeyObject {
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
  return createSecretKey(hmac(hmac(hmac(hmac(`AWS4${secret}`, day), 'us-east-1'), 's3'), 'aws4_request'));
}
