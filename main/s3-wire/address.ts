import { isIP } from 'node:net';
import { encodeHeaderPath } from './encode-uri.ts';

/** Where a call goes: the host to dial and to name, and the encoded path. */
export interface Address {
  /** As in the `host` header: with the port where it is not the usual one. */
  readonly authority: string;
  /** To be dialled: IPv6 without brackets. */
  readonly host: string;
  readonly path: string;
}

/** Bucket names that can be a label of a host name; with dots, a certificate of `*.host` does not cover them. */
const label = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/**
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html: the bucket in the host name where that is asked
 * for and possible, else in the path. The endpoint's own path stays in front.
 */
export function createAddresses(
  endpoint: URL,
  addressing: 'path' | 'virtual',
): (bucket: string | undefined, key: string | undefined) => Address {
  const bare = endpoint.hostname.replace(/^\[|\]$/g, '');
  const base = endpoint.pathname.replace(/\/+$/, '');
  const byName = addressing === 'virtual' && isIP(bare) === 0;
  return (bucket, key) => {
    const object = key === undefined ? '' : encodeHeaderPath(key);
    if (bucket === undefined) return { authority: endpoint.host, host: bare, path: `${base}/` };
    if (byName && label.test(bucket))
      return { authority: `${bucket}.${endpoint.host}`, host: `${bucket}.${bare}`, path: `${base}/${object}` };
    const end = key === undefined ? '' : `/${object}`;
    return { authority: endpoint.host, host: bare, path: `${base}/${encodeHeaderPath(bucket)}${end}` };
  };
}
