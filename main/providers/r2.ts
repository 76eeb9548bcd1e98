import type { Provider } from './provider.ts';
import {
  awsLimits,
  fullListing,
  lack,
  objectKeys,
  operationsOf,
  plainBuckets,
  sigv4Presign,
  sourcesFrom,
  steady,
} from './s3-basis.ts';

const page = 'https://developers.cloudflare.com/r2/api/s3/api/';

export const r2: Provider = {
  id: 'r2',
  name: 'Cloudflare R2',
  about: 'Buckets of a Cloudflare account; the address is made from its account id.',
  endpoints: [],
  account: {
    word: 'Account id',
    hint: '32 letters and digits, on the R2 overview page of the dashboard.',
    pattern: '[0-9a-f]{32}',
    choices: [
      { label: 'Anywhere', before: 'https://', after: '.r2.cloudflarestorage.com', region: 'auto' },
      { label: 'European Union', before: 'https://', after: '.eu.r2.cloudflarestorage.com', region: 'auto' },
      { label: 'United States', before: 'https://', after: '.us.r2.cloudflarestorage.com', region: 'auto' },
      { label: 'FedRAMP', before: 'https://', after: '.fedramp.r2.cloudflarestorage.com', region: 'auto' },
    ],
  },
  typedRegion: 'auto',
  addressing: 'path',
  otherAddressingWorks: true,
  lacks: [
    lack(operationsOf.versioning, ['versions'], 'R2 keeps no versions.'),
    lack(operationsOf.tags, ['tags'], 'R2 has no tags.'),
    lack(operationsOf.policy, ['policy'], 'Access to R2 buckets is set by API tokens in the Cloudflare dashboard.'),
    lack(operationsOf.acl, [], 'R2 has no access lists.'),
    lack(operationsOf.lock, [], 'R2 locks buckets in its dashboard, not over S3.'),
    lack(['RestoreObject', 'RenameObject', 'PostObject', 'GetObjectAttributes'], [], 'R2 does not have this S3 call.'),
  ],
  limits: { ...awsLimits, equalParts: true },
  checksums: ['crc32', 'crc64nvme', 'crc32c', 'sha1', 'sha256', 'content-md5'],
  signing: ['unsigned', 'whole-body', 'streaming'],
  conditions: ['PutObject'],
  presign: sigv4Presign,
  clockSeconds: 900,
  buckets: { ...plainBuckets, reservedPrefixes: [], locationConstraint: 'omit' },
  keys: objectKeys,
  listing: fullListing,
  behaviour: steady,
  credentials: {
    accessKeyHint: 'Access key id of an R2 API token; the region is auto',
    consoleUrl: 'https://dash.cloudflare.com/?to=/:account/r2/api-tokens',
    shownOnce: true,
    rotation: 'Make a second API token, put its keys in here, then delete the first.',
  },
  docsUrl: 'https://developers.cloudflare.com/r2/',
  sources: sourcesFrom(page, {
    endpoints:
      'https://developers.cloudflare.com/r2/api/s3/api/ ; https://developers.cloudflare.com/r2/reference/data-location/',
    limits: 'https://developers.cloudflare.com/r2/platform/limits/',
    presign: 'https://developers.cloudflare.com/r2/api/s3/presigned-urls/ (1 second to 7 days)',
    conditions: 'https://developers.cloudflare.com/r2/api/s3/extensions/',
    clock: 'https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html (SigV4; not stated by Cloudflare)',
    credentials: 'https://developers.cloudflare.com/r2/api/tokens/',
  }),
};
