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

const page = 'https://docs.digitalocean.com/products/spaces/reference/s3-compatibility/';
const region = (id: string, where: string) => ({
  label: `${id} · ${where}`,
  endpoint: `https://${id}.digitaloceanspaces.com`,
  region: id,
});

export const spaces: Provider = {
  id: 'spaces',
  name: 'DigitalOcean Spaces',
  about: 'Spaces of a DigitalOcean account, one address for each datacenter.',
  endpoints: [
    region('nyc3', 'New York'),
    region('sfo2', 'San Francisco'),
    region('sfo3', 'San Francisco'),
    region('tor1', 'Toronto'),
    region('ams3', 'Amsterdam'),
    region('fra1', 'Frankfurt'),
    region('lon1', 'London'),
    region('blr1', 'Bangalore'),
    region('sgp1', 'Singapore'),
    region('syd1', 'Sydney'),
  ],
  addressing: 'path',
  otherAddressingWorks: true,
  lacks: [
    lack(operationsOf.tags, ['tags'], 'Spaces has no tags.'),
    lack(operationsOf.encryption, [], 'Spaces has no encryption settings for buckets.'),
    lack(operationsOf.lock, [], 'Spaces has no object lock.'),
    lack(['RestoreObject', 'RenameObject', 'GetObjectAttributes'], [], 'Spaces does not have this S3 call.'),
  ],
  limits: awsLimits,
  checksums: ['content-md5'],
  signing: ['unsigned', 'whole-body', 'streaming'],
  conditions: [],
  presign: sigv4Presign,
  clockSeconds: 900,
  buckets: { ...plainBuckets, word: 'Space', locationConstraint: 'omit' },
  keys: objectKeys,
  listing: fullListing,
  behaviour: steady,
  credentials: {
    accessKeyHint: 'DO… (Spaces access key)',
    consoleUrl: 'https://cloud.digitalocean.com/spaces/access_keys',
    shownOnce: true,
    rotation: 'Make a second Spaces key, put it in here, then delete the first.',
  },
  docsUrl: page,
  sources: sourcesFrom(page, {
    endpoints: 'https://docs.digitalocean.com/platform/regional-availability/',
    limits: 'https://docs.digitalocean.com/products/spaces/details/limits/',
    clock: 'https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html (SigV4)',
    conditions: `${page} (none is listed)`,
  }),
};
