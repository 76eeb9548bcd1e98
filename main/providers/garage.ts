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

const page = 'https://garagehq.deuxfleurs.fr/documentation/reference-manual/s3-compatibility/';

export const garage: Provider = {
  id: 'garage',
  name: 'Garage',
  about: 'A Garage cluster of your own; its region is named in its configuration.',
  endpoints: [],
  addressing: 'path',
  otherAddressingWorks: false,
  lacks: [
    lack(operationsOf.versioning, ['versions'], 'Garage keeps no versions.'),
    lack(operationsOf.tags, ['tags'], 'Garage has no tags.'),
    lack(operationsOf.policy, ['policy'], 'Garage gives rights to keys, bucket by bucket, by its own command.'),
    lack(operationsOf.acl, [], 'Garage has no access lists.'),
    lack(operationsOf.encryption, [], 'Garage has no encryption settings for buckets.'),
    lack(operationsOf.lock, [], 'Garage has no object lock.'),
    lack(['RestoreObject', 'RenameObject', 'GetObjectAttributes'], [], 'Garage does not have this S3 call.'),
  ],
  limits: awsLimits,
  checksums: ['content-md5'],
  signing: ['unsigned', 'whole-body', 'streaming'],
  conditions: [],
  presign: sigv4Presign,
  clockSeconds: 900,
  buckets: plainBuckets,
  keys: objectKeys,
  listing: fullListing,
  behaviour: steady,
  credentials: {
    accessKeyHint: 'GK… (garage key create)',
    shownOnce: false,
    rotation: 'Make a second key, allow it on the same buckets, put it in here, then delete the first.',
  },
  docsUrl: page,
  sources: sourcesFrom(page, {
    endpoints: 'typed by the user',
    addressing: 'https://garagehq.deuxfleurs.fr/documentation/connect/ ("Force path style")',
    limits: `${page} (S3's own figures; Garage states none)`,
    conditions: `${page} (differs by release: not relied on)`,
    credentials: 'https://garagehq.deuxfleurs.fr/documentation/connect/',
  }),
};
