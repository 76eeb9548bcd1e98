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

const page = 'https://www.backblaze.com/docs/cloud-storage-call-the-s3-compatible-api';
const region = (id: string) => ({ label: id, endpoint: `https://s3.${id}.backblazeb2.com`, region: id });

export const b2: Provider = {
  id: 'b2',
  name: 'Backblaze B2',
  about: 'Buckets of a Backblaze account; the address is shown beside the bucket.',
  endpoints: [
    region('us-west-000'),
    region('us-west-001'),
    region('us-west-002'),
    region('us-west-004'),
    region('us-east-005'),
    region('eu-central-003'),
    region('ca-east-006'),
  ],
  addressing: 'path',
  otherAddressingWorks: true,
  lacks: [
    lack(operationsOf.tags, ['tags'], 'B2 has no tags.'),
    lack(operationsOf.policy, ['policy'], 'Access to B2 buckets is set by application keys.'),
    lack(['PutObjectAcl'], [], 'B2 has access lists for buckets only.'),
    lack(['RestoreObject', 'RenameObject', 'PostObject', 'GetObjectAttributes'], [], 'B2 does not have this S3 call.'),
  ],
  limits: { ...awsLimits, maxObject: 10_000_000_000_000 },
  checksums: ['content-md5'],
  signing: ['unsigned', 'whole-body', 'streaming'],
  conditions: [],
  presign: sigv4Presign,
  clockSeconds: 900,
  buckets: {
    ...plainBuckets,
    namePattern: '[a-z0-9][a-z0-9-]{4,61}[a-z0-9]',
    reservedPrefixes: ['b2-'],
    locationConstraint: 'send',
  },
  keys: objectKeys,
  listing: fullListing,
  behaviour: steady,
  credentials: {
    accessKeyHint: 'keyID of an application key (the master key does not work over S3)',
    consoleUrl: 'https://secure.backblaze.com/app_keys.htm',
    shownOnce: true,
    rotation: 'Make a second application key, put it in here, then delete the first.',
  },
  docsUrl: page,
  sources: sourcesFrom(page, {
    buckets: 'https://www.backblaze.com/docs/cloud-storage-buckets (6 to 63 characters, not starting with b2-)',
    limits: 'https://www.backblaze.com/docs/cloud-storage-large-files',
    lacks:
      'https://www.backblaze.com/docs/cloud-storage-s3-compatible-api ; https://www.backblaze.com/apidocs/s3-put-lifecycle-configuration (needs versioning)',
    credentials: 'https://www.backblaze.com/docs/cloud-storage-application-keys',
    clock: 'https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html (SigV4; not stated by Backblaze)',
    conditions: `${page} (none is listed)`,
  }),
};
