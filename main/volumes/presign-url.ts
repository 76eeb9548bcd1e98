import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AppError } from '../../preload/contract/index.ts';
import { maxShareSeconds, supportOf } from '../providers/index.ts';
import type { StoreClient } from './store-client.ts';
import { storeError } from './store-errors.ts';
import type { PresignedUrl, PresignOptions } from './volume.ts';

/** RFC 6266 with RFC 8187: a plain name for old receivers, the true one for the others. */
function asDownload(key: string): string {
  const name = key.split('/').findLast((part) => part !== '') ?? 'download';
  const plain = name.replace(/[^\x20-\x7e]|["\\%;]/g, '_');
  const exact = encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${exact}`;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html */
export async function presignUrl(client: StoreClient, options: PresignOptions): Promise<PresignedUrl> {
  const { bucket, key, method, seconds, signal } = options;
  const about = { operation: method === 'GET' ? 'GetObject' : 'PutObject', endpoint: client.host, bucket, key };
  const possible = supportOf(client.provider, method === 'GET' ? 'share-link' : 'upload-link');
  if (!possible.ok) throw storeError('NOT_SUPPORTED', about, { reason: possible.reason });
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > maxShareSeconds(client.provider))
    throw new AppError('BAD_INPUT', { field: 'seconds', limit: maxShareSeconds(client.provider) });
  const offset = client.clockOffset.used();
  const signedAt = options.signedAt ?? Math.floor((client.clock.now() + offset) / 1000) * 1000;
  const url = await client.run(about, { signal }, (s3) =>
    getSignedUrl(
      s3,
      method === 'GET'
        ? new GetObjectCommand({
            Bucket: bucket,
            Key: key,
            ...(options.show === 'download' ? { ResponseContentDisposition: asDownload(key) } : {}),
          })
        : new PutObjectCommand({
            Bucket: bucket,
            Key: key,
            ...(options.contentType === undefined ? {} : { ContentType: options.contentType }),
          }),
      {
        expiresIn: seconds,
        signingDate: new Date(signedAt),
        ...(options.contentType === undefined ? {} : { signableHeaders: new Set(['content-type', 'host']) }),
      },
    ),
  );
  return { url, signedAt, expiresAt: signedAt - offset + seconds * 1000 };
}
