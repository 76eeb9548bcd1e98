import { createHmac } from 'node:crypto';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AppError } from '../../preload/contract/index.ts';
import { hasOperation, maxShareSeconds, supportOf } from '../providers/index.ts';
import type { StoreClient } from './store-client.ts';
import { storeError } from './store-errors.ts';
import type { PresignedPost, PresignPostOptions } from './volume.ts';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html */
export async function presignPost(client: StoreClient, options: PresignPostOptions): Promise<PresignedPost> {
  const { bucket, key, anyName, seconds, maxBytes, contentType, signal } = options;
  const about = { operation: 'PostObject', endpoint: client.host, bucket, key };
  const possible = supportOf(client.provider, 'upload-link');
  if (!possible.ok) throw storeError('NOT_SUPPORTED', about, { reason: possible.reason });
  if (!hasOperation(client.provider, 'PostObject'))
    throw storeError('NOT_SUPPORTED', about, { reason: `${client.provider.name} takes no upload forms.` });
  if (!Number.isInteger(seconds) || seconds < 1 || seconds > maxShareSeconds(client.provider))
    throw new AppError('BAD_INPUT', { field: 'seconds', limit: maxShareSeconds(client.provider) });
  const offset = client.clockOffset.used();
  const now = Math.floor((client.clock.now() + offset) / 1000) * 1000;
  return client.run(about, { signal }, async (s3) => {
    const credential = await s3.config.credentials();
    const region = await s3.config.region();
    const date = `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
    const scope = `${date.slice(0, 8)}/${region}/s3/aws4_request`;
    const signed: Record<string, string> = {
      'x-amz-algorithm': 'AWS4-HMAC-SHA256',
      'x-amz-credential': `${credential.accessKeyId}/${scope}`,
      'x-amz-date': date,
      success_action_status: '201',
      ...(credential.sessionToken === undefined ? {} : { 'x-amz-security-token': credential.sessionToken }),
    };
    const isFamily = contentType?.endsWith('/*') ?? false;
    const policy = Buffer.from(
      JSON.stringify({
        expiration: new Date(now + seconds * 1000).toISOString(),
        conditions: [
          { bucket },
          anyName ? ['starts-with', '$key', key] : { key },
          ['content-length-range', 0, maxBytes],
          contentType === undefined || isFamily
            ? ['starts-with', '$Content-Type', contentType?.slice(0, -1) ?? '']
            : { 'Content-Type': contentType },
          ...Object.entries(signed).map(([name, value]) => ({ [name]: value })),
        ],
      }),
    ).toString('base64');
    let signing: Buffer = Buffer.from(`AWS4${credential.secretAccessKey}`);
    for (const step of scope.split('/')) signing = createHmac('sha256', signing).update(step).digest();
    const signature = createHmac('sha256', signing).update(policy).digest('hex');
    // `${filename}` is filled in by the store with the name of the sent file.
    const fields = { key: anyName ? `${key}\${filename}` : key, ...signed, policy, 'x-amz-signature': signature };
    return { url: await bucketAddress(s3, bucket), fields, expiresAt: now - offset + seconds * 1000 };
  });
}

type Client = Parameters<Parameters<StoreClient['run']>[2]>[0];

/** As the SDK would address it, by path or by host. */
async function bucketAddress(s3: Client, bucket: string): Promise<string> {
  const { origin, pathname } = new URL(await getSignedUrl(s3, new GetObjectCommand({ Bucket: bucket, Key: 'x' })));
  return `${origin}${pathname.slice(0, -2)}/`.replace(/\/$/, pathname === '/x' ? '/' : '');
}
