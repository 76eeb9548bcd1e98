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

const own = 'docs/ARCHITECTURE.md and the tests of main/s3-server';

/** The app's own embedded server. */
export const quayside: Provider = {
  id: 'quayside',
  name: 'Quayside volume',
  about: 'The S3 server inside this app, or one that npm run s3 started: no account and no network needed.',
  endpoints: [],
  addressing: 'path',
  otherAddressingWorks: true,
  lacks: [
    lack(operationsOf.encryption, [], 'Local volumes have no encryption settings.'),
    lack(operationsOf.lock, [], 'Local volumes have no object lock.'),
    lack(['RestoreObject'], [], 'Local volumes have no archive to restore from.'),
  ],
  limits: awsLimits,
  checksums: ['crc32', 'crc64nvme', 'crc32c', 'sha1', 'sha256', 'content-md5'],
  signing: ['unsigned', 'whole-body', 'streaming'],
  conditions: ['PutObject', 'CompleteMultipartUpload', 'CopyObject'],
  presign: sigv4Presign,
  clockSeconds: 900,
  buckets: { ...awsBuckets, word: 'volume', reservedPrefixes: ['xn--'], capacity: 'fixed' },
  keys: objectKeys,
  listing: fullListing,
  behaviour: steady,
  credentials: {
    accessKeyHint: 'A key from the Keys screen, or the --key of npm run s3',
    shownOnce: true,
    rotation: 'Rotate the key on the Keys screen: the new secret is shown once.',
  },
  sources: sourcesFrom(own),
};
