import type { Provider } from './provider.ts';
import {
  awsBuckets,
  awsLimits,
  fullListing,
  lack,
  objectKeys,
  operationsOf,
  sigv4Presign,
  sourcesFrom,
  steady,
} from './s3-basis.ts';

const page = 'https://docs.min.io/community/minio-object-store/reference/s3-api-compatibility.html';

export const minio: Provider = {
  id: 'minio',
  name: 'MinIO',
  about: 'A MinIO server of your own or of your company.',
  endpoints: [],
  addressing: 'path',
  otherAddressingWorks: false,
  lacks: [
    lack(operationsOf.cors, ['cors'], 'CORS of MinIO is set for the whole server by its administrator.'),
    lack(['PutBucketAcl', 'PutObjectAcl'], [], 'MinIO has policies instead of access lists.'),
    lack(operationsOf.publicAccess, [], 'MinIO has policies instead of public access settings.'),
    lack(['RenameObject'], [], 'MinIO does not have this S3 call.'),
  ],
  limits: { ...awsLimits, maxObject: 10_000 * awsLimits.maxPart },
  checksums: ['crc32', 'crc32c', 'sha1', 'sha256', 'content-md5'],
  signing: ['unsigned', 'whole-body', 'streaming'],
  conditions: ['PutObject', 'CompleteMultipartUpload'],
  presign: sigv4Presign,
  clockSeconds: 900,
  buckets: { ...awsBuckets, reservedPrefixes: ['xn--'] },
  // One erasure set keeps `a` and `a/b` as a file and a folder.
  keys: { ...objectKeys, arePaths: true },
  listing: fullListing,
  behaviour: steady,
  credentials: {
    accessKeyHint: 'Access key of a user or service account',
    shownOnce: true,
    rotation: 'Make a second access key with mc admin accesskey create, put it in here, then remove the first.',
  },
  docsUrl: page,
  sources: sourcesFrom(page, {
    limits: 'https://docs.min.io/community/minio-object-store/operations/concepts/thresholds.html',
    endpoints: 'typed by the user',
    addressing:
      'https://docs.min.io/community/minio-object-store/reference/minio-server/settings/core.html (MINIO_DOMAIN)',
    keys: 'https://github.com/minio/minio/blob/master/docs/minio-limits.md',
  }),
};
