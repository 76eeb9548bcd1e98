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

const page = 'https://cloud.google.com/storage/docs/interoperability';
const migrating = 'https://cloud.google.com/storage/docs/aws-simple-migration';

export const gcs: Provider = {
  id: 'gcs',
  name: 'Google Cloud Storage',
  about: 'Google buckets through their S3 door, with an HMAC key of a service account.',
  endpoints: [{ label: 'Google Cloud Storage', endpoint: 'https://storage.googleapis.com', region: 'auto' }],
  addressing: 'path',
  otherAddressingWorks: true,
  lacks: [
    lack(operationsOf.policy, ['policy'], 'Access to Google buckets is set by IAM.'),
    lack(operationsOf.tags, ['tags'], 'Google’s S3 door has no tags.'),
    lack(['UploadPartCopy'], [], 'Google’s S3 door cannot copy into a part.'),
    lack(['RestoreObject', 'RenameObject', 'GetObjectAttributes'], [], 'Google’s S3 door does not have this call.'),
  ],
  limits: { ...awsLimits, maxPut: 5 * 1024 ** 4, maxCopy: 5 * 1024 ** 4 },
  checksums: ['content-md5'],
  signing: ['unsigned', 'whole-body'],
  conditions: [],
  presign: sigv4Presign,
  clockSeconds: 900,
  buckets: { ...awsBuckets, reservedPrefixes: ['goog'], locationConstraint: 'omit' },
  keys: objectKeys,
  listing: fullListing,
  behaviour: steady,
  credentials: {
    accessKeyHint: 'GOOG… (HMAC key)',
    consoleUrl: 'https://console.cloud.google.com/storage/settings;tab=interoperability',
    shownOnce: true,
    rotation: 'Make a second HMAC key, put it in here, then deactivate and delete the first.',
  },
  docsUrl: page,
  sources: sourcesFrom(page, {
    lacks: `${migrating} ; https://docs.cloud.google.com/storage/docs/xml-api/post-bucket (DeleteObjects, up to 1,000)`,
    limits: 'https://cloud.google.com/storage/quotas',
    conditions: 'https://github.com/aws/aws-sdk-java-v2/pull/6055 (If-Match and If-None-Match are ignored on PUT)',
    presign: 'https://cloud.google.com/storage/docs/access-control/signed-urls (7 days at most)',
    credentials: 'https://cloud.google.com/storage/docs/authentication/hmackeys',
    buckets: 'https://cloud.google.com/storage/docs/buckets#naming',
  }),
};
