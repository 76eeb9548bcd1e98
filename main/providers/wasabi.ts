import type { Provider } from './provider.ts';
import { awsBuckets, awsLimits, fullListing, lack, objectKeys, sigv4Presign, sourcesFrom, steady } from './s3-basis.ts';

const page = 'https://docs.wasabi.com/apidocs/wasabi-api';
const region = (id: string, where: string) => ({
  label: `${id} · ${where}`,
  endpoint: `https://s3.${id}.wasabisys.com`,
  region: id,
});

export const wasabi: Provider = {
  id: 'wasabi',
  name: 'Wasabi',
  about: 'Buckets of a Wasabi account, one address for each region.',
  endpoints: [
    region('us-east-1', 'N. Virginia'),
    region('us-east-2', 'N. Virginia'),
    region('us-central-1', 'Texas'),
    region('us-west-1', 'Oregon'),
    region('us-west-2', 'San Jose'),
    region('ca-central-1', 'Toronto'),
    region('eu-central-1', 'Amsterdam'),
    region('eu-central-2', 'Frankfurt'),
    region('eu-west-1', 'United Kingdom'),
    region('eu-west-2', 'Paris'),
    region('eu-west-3', 'United Kingdom'),
    region('eu-south-1', 'Milan'),
    region('ap-northeast-1', 'Tokyo'),
    region('ap-northeast-2', 'Osaka'),
    region('ap-southeast-1', 'Singapore'),
    region('ap-southeast-2', 'Sydney'),
  ],
  addressing: 'path',
  otherAddressingWorks: true,
  lacks: [lack(['RestoreObject', 'PostObject'], [], 'Wasabi does not have this S3 call.')],
  limits: awsLimits,
  checksums: ['content-md5'],
  signing: ['unsigned', 'whole-body', 'streaming'],
  conditions: [],
  presign: sigv4Presign,
  clockSeconds: 900,
  buckets: { ...awsBuckets, reservedPrefixes: ['xn--'] },
  keys: objectKeys,
  listing: fullListing,
  behaviour: steady,
  credentials: {
    accessKeyHint: 'Access key id from the Wasabi console',
    consoleUrl: 'https://console.wasabisys.com/access_keys',
    shownOnce: true,
    rotation: 'Make a second key, put it in here, then delete the first.',
  },
  docsUrl: page,
  sources: sourcesFrom(page, {
    endpoints: 'https://docs.wasabi.com/docs/service-urls-for-wasabis-storage-regions',
    conditions: `${page} (none is listed)`,
  }),
};
