import { createHash, createHmac } from 'node:crypto';
import { allRights, type AccessKey, type KeySource } from '../access/index.ts';

export interface LinkWish {
  readonly user: string;
  readonly method: 'GET' | 'PUT';
  readonly bucket: string;
  readonly key: string;
  /** Seconds. */
  readonly expires: number;
  /** What whoever uses the link must send. */
  readonly contentType?: string;
  /** `response-` parameters of a GET. */
  readonly overrides?: Readonly<Record<string, string>>;
}

/** Signs links with keys of its own, one a user and direction, that are derived and nowhere stored. */
export interface LinkSigner extends KeySource {
  sign(wish: LinkWish, at: number): string;
}

const pattern = /^link-(get|put)-([A-Za-z0-9_-]+)$/;

/**
 * `secret` is what the keys are derived from: links live as long as it does. `endpoint` is where links lead.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function createLinkSigner(options: { secret: Buffer; endpoint: () => string; region: string }): LinkSigner {
  const { secret, endpoint, region } = options;
  const find = (accessKeyId: string): AccessKey | undefined => {
    const match = pattern.exec(accessKeyId);
    if (!match?.[1] || !match[2]) return undefined;
    const none = { ...allRights, read: false, write: false, delete: false, admin: false };
    return {
      accessKeyId,
      secret: createHmac('sha256', secret).update(accessKeyId).digest('base64url'),
      user: Buffer.from(match[2], 'base64url').toString('utf8'),
      scope: match[1] === 'get' ? { ...none, read: true } : { ...none, write: true },
      purpose: 'link',
    };
  };
  return {
    find,
    sign({ user, method, bucket, key, expires, contentType, overrides = {} }, at) {
      const accessKeyId = `link-${method.toLowerCase()}-${Buffer.from(user, 'utf8').toString('base64url')}`;
      const base = endpoint();
      const date = `${new Date(at).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
      const scope = `${date.slice(0, 8)}/${region}/s3/aws4_request`;
      const headers = {
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        host: new URL(base).host,
      };
      const names = Object.keys(headers).join(';');
      const path = `/${bucket}/${key}`.split('/').map(encode).join('/');
      const query = Object.entries({
        ...overrides,
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Credential': `${accessKeyId}/${scope}`,
        'X-Amz-Date': date,
        'X-Amz-Expires': String(expires),
        'X-Amz-SignedHeaders': names,
      })
        .map(([name, value]) => `${encode(name)}=${encode(value)}`)
        .sort()
        .join('&');
      const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
      const canonical = `${method}\n${path}\n${query}\n${lines.join('')}\n${names}\nUNSIGNED-PAYLOAD`;
      const digest = createHash('sha256').update(canonical).digest('hex');
      let signing: Buffer = Buffer.from(`AWS4${find(accessKeyId)?.secret ?? ''}`);
      for (const step of scope.split('/')) signing = hmac(signing, step);
      const signature = hmac(signing, `AWS4-HMAC-SHA256\n${date}\n${scope}\n${digest}`).toString('hex');
      return `${base}${path}?${query}&X-Amz-Signature=${signature}`;
    },
  };
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** RFC 3986's unreserved characters stay. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
