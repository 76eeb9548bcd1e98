import type { Provider } from './provider.ts';
import { awsBuckets, awsLimits, fullListing, lack, objectKeys, sigv4Presign, sourcesFrom, steady } from './s3-basis.ts';

const page = 'https://docs.ceph.com/en/latest/radosgw/s3/';

export const ceph: Provider = {
  id: 'ceph',
  name: 'Ceph Object Gateway',
  about: 'A Ceph cluster’s S3 gateway (RGW), also under Rook and OpenShift.',
  endpoints: [],
  addressing: 'path',
  otherAddressingWorks: false,
  lacks: [lack(['RenameObject', 'RestoreObject'], [], 'Most Ceph releases do not have this S3 call.')],
  limits: awsLimits,
  checksums: ['content-md5'],
  signing: ['unsigned', 'whole-body', 'streaming'],
  conditions: [],
  presign: sigv4Presign,
  clockSeconds: 900,
  // RGW answers InvalidLocationConstraint to a region that is not the name of its zone group.
  buckets: { ...awsBuckets, reservedPrefixes: [], locationConstraint: 'omit' },
  keys: objectKeys,
  listing: fullListing,
  behaviour: steady,
  credentials: {
    accessKeyHint: 'Access key of an RGW user',
    shownOnce: false,
    rotation: 'Add a key with radosgw-admin key create, put it in here, then remove the first.',
  },
  docsUrl: page,
  sources: sourcesFrom(page, {
    endpoints: 'typed by the user',
    addressing: 'https://docs.ceph.com/en/latest/radosgw/s3/commons/ (virtual hosts need rgw_dns_name)',
    limits:
      'https://docs.ceph.com/en/latest/radosgw/config-ref/ (rgw_max_put_size 5 GiB, rgw_multipart_part_upload_limit 10,000)',
    buckets: 'https://docs.ceph.com/en/latest/radosgw/s3/bucketops/',
    conditions: `${page} (differs by release: not relied on)`,
    checksums: `${page} (others differ by release: not relied on)`,
  }),
};
