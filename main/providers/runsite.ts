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
  sourcesFrom,
  steady,
} from './s3-basis.ts';

const page = 'https://runsite.app (Object Storage page of the documentation)';
const notStated = `${page}; not stated there, the standard S3 figure`;

/** Runsite Object Storage: standard S3, with buckets' public flag, CORS and links also by REST. */
export const runsite: Provider = {
  id: 'runsite',
  name: 'Runsite Object Storage',
  about: 'Buckets of a Runsite workspace. Public access and CORS are set in its dashboard.',
  endpoints: [{ label: 'eu-central', endpoint: 'https://s3.runsite.app', region: 'eu-central' }],
  addressing: 'path',
  otherAddressingWorks: false,
  lacks: [
    lack(operationsOf.versioning, ['versions'], 'Runsite keeps no versions.'),
    lack(operationsOf.tags, ['tags'], 'Runsite has no tags.', notImplemented, headersOf.tags),
    lack(operationsOf.publicAccess, [], 'A Runsite bucket is public or private, set in the dashboard.'),
    lack(
      operationsOf.policy,
      ['policy'],
      'Runsite buckets are public or private, set in the dashboard, instead of by a policy.',
    ),
    lack(operationsOf.cors, ['cors'], 'CORS of a Runsite bucket is set in its dashboard or REST API.'),
    lack(operationsOf.lifecycle, ['lifecycle'], 'Runsite has no lifecycle rules.'),
    lack(operationsOf.acl, [], 'Runsite has no access lists.'),
    lack(operationsOf.lock, [], 'Runsite has no object lock.', notImplemented, headersOf.lock),
    lack(operationsOf.encryption, [], 'Runsite has no encryption settings.', notImplemented, headersOf.encryption),
    lack(['RestoreObject', 'RenameObject', 'PostObject'], [], 'Runsite does not have this S3 call.'),
  ],
  limits: awsLimits,
  checksums: [],
  signing: ['unsigned', 'whole-body', 'streaming'],
  conditions: [],
  // Its own REST call makes links of 600 s by default and 86,400 s at most; a link signed by the key keeps to the same cap.
  presign: { how: 'sigv4', maxSeconds: 86_400, defaultSeconds: 600, onlySeconds: [] },
  clockSeconds: 900,
  buckets: { ...plainBuckets, reservedPrefixes: [], locationConstraint: 'omit', capacity: 'quota' },
  keys: objectKeys,
  listing: fullListing,
  behaviour: steady,
  credentials: {
    accessKeyHint: 'Access key id from the Runsite dashboard',
    shownOnce: true,
    rotation:
      'Make a second key with the same rights, put it in here, then delete the first: deleting revokes at once.',
  },
  sources: sourcesFrom(page, {
    limits: notStated,
    checksums: `${page} (none is asked for)`,
    signing: notStated,
    conditions: `${page} (none is stated)`,
    clock: notStated,
    listing: notStated,
    presign: `${page} ("default 600, max 86400")`,
    lacks: `${page} (versions, tags, policies and lifecycle are not mentioned)`,
  }),
};
