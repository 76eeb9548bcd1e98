import type { Level } from '../../main/s3-server/http/routes/route.ts';

/** An operation of Amazon S3 that no route takes, as a client asks for it, and why it is not there. */
export interface MissingOperation {
  readonly name: string;
  readonly method: string;
  readonly level: Level;
  /** The name in the query that makes it this operation, with its value where that matters. */
  readonly query?: readonly [name: string, value: string];
  readonly reason: string;
}

const inOurStores = 'none of the stores that Quayside is for has it';
const reasons = {
  lock: `object lock: ${inOurStores}`,
  archive: 'objects are always at hand: there is no archive to bring them back from',
  analytics: `reports on a bucket: ${inOurStores}`,
  metadata: `tables of metadata: ${inOurStores}`,
  directory: 'directory buckets and their sessions are Amazon’s own kind of bucket',
  website: `websites: ${inOurStores}; a public bucket serves objects as they are`,
  logging: 'the server’s requests are seen in the app, and not stored in buckets',
  notification: 'nothing here could be notified',
  replication: 'mirrors of the app keep two stores alike',
  payment: 'nobody is charged here',
  speed: 'there is one way to this server',
  select: `queries on the contents of objects: ${inOurStores}`,
  torrent: 'Amazon S3 takes no new ones either',
  attributes: `access by attributes: ${inOurStores}`,
  annotations: `notes beside objects: ${inOurStores}`,
  sealing: 'how an object is encrypted is changed by a copy onto itself',
} as const;

type Row = readonly [name: string, request: string, reason: keyof typeof reasons];

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
const rows: readonly Row[] = [
  ['CreateBucketMetadataConfiguration', 'POST bucket metadataConfiguration', 'metadata'],
  ['CreateBucketMetadataTableConfiguration', 'POST bucket metadataTable', 'metadata'],
  ['CreateSession', 'GET bucket session', 'directory'],
  ['DeleteBucketAnalyticsConfiguration', 'DELETE bucket analytics', 'analytics'],
  ['DeleteBucketIntelligentTieringConfiguration', 'DELETE bucket intelligent-tiering', 'archive'],
  ['DeleteBucketInventoryConfiguration', 'DELETE bucket inventory', 'analytics'],
  ['DeleteBucketMetadataConfiguration', 'DELETE bucket metadataConfiguration', 'metadata'],
  ['DeleteBucketMetadataTableConfiguration', 'DELETE bucket metadataTable', 'metadata'],
  ['DeleteBucketMetricsConfiguration', 'DELETE bucket metrics', 'analytics'],
  ['DeleteBucketReplication', 'DELETE bucket replication', 'replication'],
  ['DeleteBucketWebsite', 'DELETE bucket website', 'website'],
  ['DeleteObjectAnnotation', 'DELETE object annotation', 'annotations'],
  ['GetBucketAbac', 'GET bucket abac', 'attributes'],
  ['GetBucketAccelerateConfiguration', 'GET bucket accelerate', 'speed'],
  ['GetBucketAnalyticsConfiguration', 'GET bucket analytics', 'analytics'],
  ['GetBucketIntelligentTieringConfiguration', 'GET bucket intelligent-tiering', 'archive'],
  ['GetBucketInventoryConfiguration', 'GET bucket inventory', 'analytics'],
  ['GetBucketLogging', 'GET bucket logging', 'logging'],
  ['GetBucketMetadataConfiguration', 'GET bucket metadataConfiguration', 'metadata'],
  ['GetBucketMetadataTableConfiguration', 'GET bucket metadataTable', 'metadata'],
  ['GetBucketMetricsConfiguration', 'GET bucket metrics', 'analytics'],
  ['GetBucketNotificationConfiguration', 'GET bucket notification', 'notification'],
  ['GetBucketReplication', 'GET bucket replication', 'replication'],
  ['GetBucketRequestPayment', 'GET bucket requestPayment', 'payment'],
  ['GetBucketWebsite', 'GET bucket website', 'website'],
  ['GetObjectAnnotation', 'GET object annotation', 'annotations'],
  ['GetObjectLegalHold', 'GET object legal-hold', 'lock'],
  ['GetObjectLockConfiguration', 'GET bucket object-lock', 'lock'],
  ['GetObjectRetention', 'GET object retention', 'lock'],
  ['GetObjectTorrent', 'GET object torrent', 'torrent'],
  ['ListBucketAnalyticsConfigurations', 'GET bucket analytics', 'analytics'],
  ['ListBucketIntelligentTieringConfigurations', 'GET bucket intelligent-tiering', 'archive'],
  ['ListBucketInventoryConfigurations', 'GET bucket inventory', 'analytics'],
  ['ListBucketMetricsConfigurations', 'GET bucket metrics', 'analytics'],
  ['ListDirectoryBuckets', 'GET service x-id=ListDirectoryBuckets', 'directory'],
  ['ListObjectAnnotations', 'GET object annotation', 'annotations'],
  ['PutBucketAbac', 'PUT bucket abac', 'attributes'],
  ['PutBucketAccelerateConfiguration', 'PUT bucket accelerate', 'speed'],
  ['PutBucketAnalyticsConfiguration', 'PUT bucket analytics', 'analytics'],
  ['PutBucketIntelligentTieringConfiguration', 'PUT bucket intelligent-tiering', 'archive'],
  ['PutBucketInventoryConfiguration', 'PUT bucket inventory', 'analytics'],
  ['PutBucketLogging', 'PUT bucket logging', 'logging'],
  ['PutBucketMetricsConfiguration', 'PUT bucket metrics', 'analytics'],
  ['PutBucketNotificationConfiguration', 'PUT bucket notification', 'notification'],
  ['PutBucketReplication', 'PUT bucket replication', 'replication'],
  ['PutBucketRequestPayment', 'PUT bucket requestPayment', 'payment'],
  ['PutBucketWebsite', 'PUT bucket website', 'website'],
  ['PutObjectAnnotation', 'PUT object annotation', 'annotations'],
  ['PutObjectLegalHold', 'PUT object legal-hold', 'lock'],
  ['PutObjectLockConfiguration', 'PUT bucket object-lock', 'lock'],
  ['PutObjectRetention', 'PUT object retention', 'lock'],
  ['RestoreObject', 'POST object restore', 'archive'],
  ['SelectObjectContent', 'POST object select', 'select'],
  ['UpdateBucketMetadataAnnotationTableConfiguration', 'PUT bucket metadataAnnotationTable', 'metadata'],
  ['UpdateBucketMetadataInventoryTableConfiguration', 'PUT bucket metadataInventoryTable', 'metadata'],
  ['UpdateBucketMetadataJournalTableConfiguration', 'PUT bucket metadataJournalTable', 'metadata'],
  ['UpdateObjectEncryption', 'PUT object encryption', 'sealing'],
];

export const missingOperations: readonly MissingOperation[] = rows.map(([name, request, reason]) => {
  const [method = '', level = 'bucket', query] = request.split(' ');
  const operation = { name, method, level: level as Level, reason: reasons[reason] };
  const [parameter = '', value = ''] = query?.split('=') ?? [];
  return query === undefined ? operation : Object.assign(operation, { query: [parameter, value] as const });
});
