import type { Provider } from './provider.ts';
import {
  awsLimits,
  fullListing,
  headersOf,
  lack,
  notImplemented,
  objectKeys,
  operationsOf,
  plainBuckets,
  sigv4Presign,
  sourcesFrom,
  steady,
} from './s3-basis.ts';

const page = 'https://docs.coreweave.com/products/storage/object-storage/reference/object-storage-s3';
const endpointsPage = 'https://docs.coreweave.com/docs/products/storage/object-storage/buckets/configure-endpoints';
const zonesPage = 'https://docs.coreweave.com/platform/regions/all-availability-zones';

const zone = (region: string, where: string) => ({
  label: `${region} · ${where}`,
  endpoint: 'https://cwobject.com',
  region,
});

/** CoreWeave AI Object Storage: the fullest S3 of the GPU clouds, virtual-hosted addresses only. */
export const coreweave: Provider = {
  id: 'coreweave',
  name: 'CoreWeave AI Object Storage',
  about: 'Object storage beside CoreWeave GPUs; one address, the zone is chosen with the bucket.',
  endpoints: [
    zone('US-EAST-01A', 'New York'),
    zone('US-EAST-04A', 'Virginia'),
    zone('US-WEST-01A', 'Nevada'),
    zone('US-WEST-04A', 'Arizona'),
    zone('EU-SOUTH-03B', 'Barcelona'),
    zone('EU-SOUTH-04A', 'Alava'),
  ],
  addressing: 'virtual',
  otherAddressingWorks: false,
  lacks: [
    lack(operationsOf.cors, ['cors'], 'CoreWeave has no CORS rules for buckets.'),
    lack(['PutBucketAcl', 'PutObjectAcl'], [], 'CoreWeave access lists can be read but not changed: use a policy.'),
    lack(operationsOf.publicAccess, [], 'CoreWeave has no public access settings: use a policy.'),
    lack(['ListObjects'], [], 'CoreWeave lists with version 2 of the call only.'),
    lack(['RestoreObject'], [], 'CoreWeave has no archive tier.'),
    lack(['PostObject'], [], 'CoreWeave takes no browser forms.'),
    lack(operationsOf.lock, [], 'CoreWeave has no object lock.', notImplemented, headersOf.lock),
    lack(operationsOf.encryption, [], 'CoreWeave has no encryption settings for buckets; keys are sent with objects.'),
  ],
  limits: awsLimits,
  checksums: ['crc32', 'crc64nvme', 'crc32c', 'sha1', 'sha256', 'content-md5'],
  signing: ['unsigned', 'whole-body', 'streaming'],
  conditions: ['PutObject', 'CompleteMultipartUpload', 'CopyObject'],
  // "If-None-Match only accepts the value *. Passing an ETag value returns 400 InvalidRequest."
  ifNoneMatchETag: { status: 400, code: 'InvalidRequest' },
  presign: sigv4Presign,
  clockSeconds: 900,
  buckets: {
    ...plainBuckets,
    reservedPrefixes: ['xn--', 'cw-', 'vip-', 'log-stitcher-ch-'],
    reservedNames: ['int'],
    locationConstraint: 'required',
    // Zones come and go; all are named like US-EAST-04A.
    locationPattern: '[A-Z]{2}-[A-Z]+-\\d{2}[A-Z]',
  },
  keys: objectKeys,
  listing: { ...fullListing, v1: false },
  behaviour: steady,
  credentials: {
    accessKeyHint: 'CW… (permanent, or temporary with a session token)',
    consoleUrl: 'https://console.coreweave.com/object-storage/access-keys',
    shownOnce: true,
    rotation: 'Make a second key in the Cloud Console, put it in here, then delete the first.',
  },
  docsUrl: page,
  sources: sourcesFrom(page, {
    endpoints: `${endpointsPage} ; ${zonesPage}`,
    addressing: `${endpointsPage} ("Path-style addressing is not supported")`,
    limits: `${page} (1 to 10,000 parts of 5 MB or more; sizes as in AWS S3, not stated)`,
    signing: `${page} ("any S3 API call", Signature Version 4 as in AWS S3)`,
    presign: `${page} (any call that needs a signature; the 7 days are SigV4's own)`,
    clock: 'https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html (SigV4; not stated by CoreWeave)',
  }),
};
