import type { Provider } from './provider.ts';
import { awsBuckets, awsLimits, fullListing, objectKeys, sigv4Presign, sourcesFrom, steady } from './s3-basis.ts';

const assumed = 'assumed: the common ground of S3-compatible stores';

/** A store that this app does not know: nothing is turned off, nothing special is sent. */
export const other: Provider = {
  id: 'other',
  name: 'Another S3 endpoint',
  about: 'Any store that speaks S3: type its address.',
  endpoints: [],
  addressing: 'path',
  otherAddressingWorks: true,
  lacks: [],
  limits: awsLimits,
  checksums: [],
  signing: ['unsigned', 'whole-body'],
  conditions: [],
  presign: sigv4Presign,
  clockSeconds: 900,
  buckets: { ...awsBuckets, reservedPrefixes: [] },
  keys: objectKeys,
  listing: fullListing,
  behaviour: steady,
  credentials: {
    accessKeyHint: 'Access key id',
    shownOnce: true,
    rotation: 'Make a second key at the store, put it in here, then delete the first.',
  },
  sources: sourcesFrom(assumed),
};
