import type { Provider } from './provider.ts';
import {
  fullListing,
  headersOf,
  lack,
  notImplemented,
  objectKeys,
  operationsOf,
  plainBuckets,
  sourcesFrom,
} from './s3-basis.ts';

const page = 'https://docs.runpod.io/serverless/storage/s3-api';
const notListed = `${page} ("If a function is not listed below, that means it's not currently implemented")`;

const endpoint = (region: string) => ({
  label: region,
  endpoint: `https://s3api-${region.toLowerCase()}.runpod.io`,
  region,
});

/** Runpod network volumes: a real file system behind an S3 door, one endpoint a datacenter. */
export const runpod: Provider = {
  id: 'runpod',
  name: 'Runpod network volume',
  about: 'Network volumes of Runpod Pods and Serverless workers, one address for each datacenter.',
  endpoints: [endpoint('EUR-IS-1'), endpoint('EU-RO-1'), endpoint('EU-CZ-1'), endpoint('US-KS-2')],
  // "--region EU-RO-1 is a valid input, whereas --region eu-ro-1 will be rejected".
  exactRegion: true,
  addressing: 'path',
  otherAddressingWorks: false,
  lacks: [
    lack(
      ['CreateBucket'],
      ['create-bucket'],
      'Network volumes are made in the Runpod console, where you choose size and datacenter.',
    ),
    lack(['DeleteBucket'], ['delete-bucket'], 'Network volumes are deleted in the Runpod console.'),
    lack(['GetBucketLocation'], [], 'The datacenter of a network volume is shown in the Runpod console.'),
    lack(
      ['DeleteObjects'],
      ['batch-delete'],
      'Runpod plans batch delete but does not have it yet: files are deleted one by one.',
    ),
    lack(
      [],
      ['share-link', 'upload-link'],
      'Runpod volumes have no links that work without a key. Copy the file to a store that has them, and share it there.',
    ),
    lack(operationsOf.versioning, ['versions'], 'Network volumes keep no versions.'),
    lack(operationsOf.acl, [], 'Network volumes have no access lists.'),
    lack(operationsOf.policy, ['policy'], 'Network volumes have no bucket policies.'),
    lack(operationsOf.publicAccess, [], 'Network volumes have no public access.'),
    lack(operationsOf.tags, ['tags'], 'Network volumes have no tags.', notImplemented, headersOf.tags),
    lack(operationsOf.cors, ['cors'], 'Network volumes have no CORS rules.'),
    lack(operationsOf.lifecycle, ['lifecycle'], 'Network volumes have no lifecycle rules.'),
    lack([], ['metadata'], 'Files on a network volume carry no S3 metadata.'),
    lack(operationsOf.encryption, [], 'Encryption is not supported.', notImplemented, headersOf.encryption),
    lack(operationsOf.lock, [], 'Object locking is not supported.', notImplemented, headersOf.lock),
    lack(
      ['RestoreObject', 'GetObjectAttributes', 'RenameObject', 'PostObject', 'UploadPartCopy'],
      [],
      'Runpod does not have this S3 call.',
    ),
  ],
  limits: {
    maxPut: 500_000_000,
    minPart: 1,
    maxPart: 500_000_000,
    maxParts: 10_000,
    equalParts: false,
    maxObject: 4_000_000_000_000,
    maxCopy: 4_000_000_000_000,
    maxDeleteBatch: 0,
    maxListPage: 1000,
  },
  checksums: [],
  signing: ['unsigned', 'whole-body'],
  conditions: [],
  presign: { how: 'none', maxSeconds: 0, defaultSeconds: 0, onlySeconds: [] },
  clockSeconds: 3600,
  buckets: { ...plainBuckets, word: 'network volume', askedFor: true, locationConstraint: 'omit', capacity: 'fixed' },
  keys: {
    ...objectKeys,
    // "Multipart upload parts and metadata are stored in a hidden .s3compat_uploads/ folder".
    reservedPrefixes: ['.s3compat_uploads/'],
    hiddenPrefixes: ['.s3compat_uploads/'],
    arePaths: true,
    userMetadata: false,
    keepsContentType: false,
  },
  listing: {
    ...fullListing,
    showsEmptyFolders: true,
    repeatsTokenWhilePreparing: true,
    slowAbove: 10_000,
  },
  // The document advises 10 or more attempts against 502 answers, and longer timeouts for Complete from 12 GB on.
  behaviour: { attempts: 10, completeSeconds: 7200 },
  credentials: {
    accessKeyHint: 'user_… (your Runpod user id, shown with the S3 API key)',
    consoleUrl: 'https://www.console.runpod.io/user/settings',
    shownOnce: true,
    rotation: 'Make a second S3 API key in Settings, put it in here, then delete the first.',
  },
  docsUrl: page,
  sources: sourcesFrom(page, {
    lacks: notListed,
    presign: `${page} (presigned URLs are not listed)`,
    checksums: `${page} (no checksum is asked for or listed)`,
    conditions: notListed,
    signing: `${page} (streaming signatures are not listed)`,
    limits: `${page} ("Objects <500MB", "maximum size for a single part … 500MB", "4TB")`,
    keys: `${page} (object names are file paths; user metadata is not listed)`,
  }),
};
