import type { Provider } from './provider.ts';
import { awsBuckets, awsLimits, fullListing, objectKeys, sigv4Presign, sourcesFrom, steady } from './s3-basis.ts';

const api = 'https://docs.aws.amazon.com/AmazonS3/latest/API/Welcome.html';
const region = (id: string, where: string) => ({
  label: `${id} · ${where}`,
  endpoint: `https://s3.${id}.amazonaws.com`,
  region: id,
});

/** Amazon S3: what the others are compared with. */
export const aws: Provider = {
  id: 'aws',
  name: 'Amazon S3',
  about: 'Buckets of an AWS account, one address for each region.',
  endpoints: [
    region('us-east-1', 'N. Virginia'),
    region('us-east-2', 'Ohio'),
    region('us-west-1', 'N. California'),
    region('us-west-2', 'Oregon'),
    region('ca-central-1', 'Canada'),
    region('eu-central-1', 'Frankfurt'),
    region('eu-west-1', 'Ireland'),
    region('eu-west-2', 'London'),
    region('eu-west-3', 'Paris'),
    region('eu-north-1', 'Stockholm'),
    region('eu-south-1', 'Milan'),
    region('ap-northeast-1', 'Tokyo'),
    region('ap-northeast-2', 'Seoul'),
    region('ap-south-1', 'Mumbai'),
    region('ap-southeast-1', 'Singapore'),
    region('ap-southeast-2', 'Sydney'),
    region('sa-east-1', 'São Paulo'),
  ],
  addressing: 'virtual',
  otherAddressingWorks: true,
  lacks: [],
  limits: awsLimits,
  checksums: ['crc32', 'crc64nvme', 'crc32c', 'sha1', 'sha256', 'content-md5'],
  signing: ['unsigned', 'whole-body', 'streaming'],
  conditions: ['PutObject', 'CompleteMultipartUpload'],
  presign: sigv4Presign,
  clockSeconds: 900,
  buckets: awsBuckets,
  keys: objectKeys,
  listing: fullListing,
  behaviour: steady,
  credentials: {
    accessKeyHint: 'AKIA… (permanent) or ASIA… (temporary, with a session token)',
    consoleUrl: 'https://console.aws.amazon.com/iam/home#/security_credentials',
    shownOnce: true,
    rotation: 'IAM keeps two keys a user: make the second, put it in here, then deactivate and delete the first.',
  },
  docsUrl: api,
  sources: sourcesFrom(api, {
    endpoints: 'https://docs.aws.amazon.com/general/latest/gr/s3.html',
    addressing: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html',
    limits: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html',
    checksums: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html',
    signing: 'https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html',
    conditions: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html',
    presign: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html',
    buckets: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
    credentials: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html',
  }),
};
