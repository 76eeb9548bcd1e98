import type { Provider } from './provider.ts';
import { headersOf, lack, notImplemented, objectKeys, operationsOf, sourcesFrom, steady } from './s3-basis.ts';

const page = 'https://docs.archil.com (S3 API page)';
const refused = { status: 405, code: 'MethodNotAllowed' } as const;
const gib = 1024 ** 3;

const aws = (label: string, region: string) => ({
  label: `AWS ${label}`,
  endpoint: `https://s3.green.${region}.aws.prod.archil.com`,
  region,
});

/** Archil disks: one disk a key, whole-object writes only, the same files that mounts see. */
export const archil: Provider = {
  id: 'archil',
  name: 'Archil disk',
  about: 'A disk that machines mount and S3 clients read and write; each disk has its own keys.',
  endpoints: [
    aws('US East (N. Virginia)', 'us-east-1'),
    aws('US West (Oregon)', 'us-west-2'),
    aws('EU West (Ireland)', 'eu-west-1'),
    {
      label: 'GCP US Central (Iowa)',
      endpoint: 'https://s3.blue.us-central1.gcp.prod.archil.com',
      region: 'us-central1',
    },
  ],
  addressing: 'path',
  otherAddressingWorks: false,
  lacks: [
    lack(['ListBuckets'], ['list-buckets'], 'An Archil key opens one disk: give its id (dsk-…).', refused),
    lack(['CreateBucket'], ['create-bucket'], 'Disks are made in the Archil console.', refused),
    lack(['DeleteBucket'], ['delete-bucket'], 'Disks are deleted in the Archil console.', refused),
    lack(
      operationsOf.multipart,
      ['multipart'],
      'Archil takes whole files up to 5 GB over S3. Mount the disk for larger ones.',
      refused,
    ),
    lack(
      ['CopyObject', 'RenameObject'],
      ['copy'],
      'Archil cannot copy or rename over S3: the bytes go through this computer.',
      refused,
    ),
    lack(['DeleteObjects'], ['batch-delete'], 'Archil has no batch delete: files are deleted one by one.', refused),
    lack(
      [],
      ['share-link'],
      'Archil makes share links in its console or control plane (1 h, 8 h, 24 h or 7 days); the key of a disk cannot.',
    ),
    lack([], ['upload-link'], 'Archil has no links to upload with.'),
    lack(['ListObjects'], [], 'Archil lists with version 2 of the call only.'),
    lack(operationsOf.versioning, ['versions'], 'Archil disks keep no versions over S3; it has checkpoints.'),
    lack(operationsOf.tags, ['tags'], 'Archil disks have no tags.', notImplemented, headersOf.tags),
    lack(operationsOf.publicAccess, [], 'Archil disks have no public access.'),
    lack(operationsOf.policy, ['policy'], 'Access to a disk is set under its Authorized Users.'),
    lack(operationsOf.cors, ['cors'], 'Archil disks have no CORS rules.'),
    lack(operationsOf.lifecycle, ['lifecycle'], 'Archil disks have no lifecycle rules.'),
    lack(operationsOf.acl, [], 'Archil disks have no access lists.'),
    lack(operationsOf.encryption, [], 'Archil disks have no encryption over S3.', notImplemented, headersOf.encryption),
    lack(operationsOf.lock, [], 'Archil disks have no object lock.', notImplemented, headersOf.lock),
    lack([], ['metadata'], 'Archil makes the content type from the name and keeps no S3 metadata.'),
    lack(['RestoreObject', 'GetObjectAttributes', 'PostObject'], [], 'Archil does not have this S3 call.'),
  ],
  limits: {
    maxPut: 5 * gib,
    minPart: 0,
    maxPart: 0,
    maxParts: 0,
    equalParts: false,
    maxObject: 5 * gib,
    maxCopy: 0,
    maxDeleteBatch: 0,
    maxListPage: 1000,
  },
  checksums: ['content-md5'],
  signing: ['unsigned', 'whole-body'],
  conditions: [],
  presign: {
    how: 'control-plane',
    maxSeconds: 604_800,
    defaultSeconds: 86_400,
    onlySeconds: [3600, 28_800, 86_400, 604_800],
  },
  clockSeconds: 900,
  buckets: {
    word: 'disk',
    namePattern: 'dsk-[A-Za-z0-9]+(\\.[A-Za-z0-9][A-Za-z0-9._-]*)?',
    reservedPrefixes: [],
    reservedNames: [],
    locationConstraint: 'omit',
    mustBeNamed: true,
    onePerCredential: true,
    branchSeparator: '.',
    capacity: 'elastic',
  },
  keys: {
    ...objectKeys,
    reservedPrefixes: ['.archil/'],
    // "Reserved paths are rejected"; with which code is not stated.
    reservedAnswer: { status: 403, code: 'AccessDenied' },
    hiddenPrefixes: ['.archil/'],
    arePaths: true,
    mayBeHeldByMount: true,
    userMetadata: false,
    keepsContentType: false,
  },
  listing: {
    v1: false,
    v2: true,
    encodingType: false,
    onlyDelimiters: ['/'],
    showsEmptyFolders: true,
    repeatsTokenWhilePreparing: false,
  },
  behaviour: steady,
  credentials: {
    accessKeyHint: 'Access key id of the disk (Details → Authorized Users → S3 credentials)',
    consoleUrl: 'https://console.archil.com',
    shownOnce: true,
    rotation: 'Add a new S3 user to the disk, put its key in here, then remove the old user.',
  },
  docsUrl: 'https://docs.archil.com',
  sources: sourcesFrom(page, {
    clock: 'https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html (SigV4; not stated by Archil)',
    conditions: `${page} (none is listed)`,
    listing: `${page} ("prefix, delimiter, max-keys, and continuation-token"; encoding-type is not listed)`,
    lacks: `${page} ("return MethodNotAllowed or NotImplemented")`,
    presign: `${page} ("Share URLs")`,
  }),
};
