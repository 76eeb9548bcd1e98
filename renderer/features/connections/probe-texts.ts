import type { ProbeFactName } from '../../../preload/contract/index.ts';

export const probeFactWords: Readonly<Record<ProbeFactName, string>> = {
  'path-style': 'Bucket in the path',
  'virtual-style': 'Bucket in the host name',
  'list-buckets': 'Lists the buckets',
  'list-v1': 'Listing, version 1',
  'list-v2': 'Listing, version 2',
  delimiter: 'Folders by “/”',
  'any-delimiter': 'Folders by any character',
  metadata: 'Metadata of objects',
  multipart: 'Uploads in parts',
  'small-parts': 'Parts below 5 MiB',
  copy: 'Copies inside the store',
  'batch-delete': 'Deletes many at once',
  presign: 'Links that the key signs',
  crc32: 'Verifies CRC32',
  crc32c: 'Verifies CRC32C',
  crc64nvme: 'Verifies CRC64NVME',
  sha1: 'Verifies SHA-1',
  sha256: 'Verifies SHA-256',
  'content-md5': 'Verifies Content-MD5',
  'conditional-put': 'Writes only if absent',
  'conditional-complete': 'Completes only if absent',
  versions: 'Versions',
  tags: 'Tags',
  policy: 'Bucket policy',
  cors: 'CORS rules',
  lifecycle: 'Lifecycle rules',
};

export const probeTexts = {
  title: (name: string) => `Measure ${name}`,
  about:
    'About fifty small requests find out what this endpoint really does. They write a few small files into a folder of their own and remove them again; nothing else is touched.',
  bucket: (word: string) => `Where to measure: name of a ${word}`,
  bucketEmpty: 'Enter a name.',
  start: 'Measure',
  again: 'Measure again',
  stop: 'Stop',
  close: 'Close',
  running: 'Measuring…',
  stopping: 'Stopping, and removing what was made…',
  readOnly: 'This connection is read only. Measuring writes a few small files: turn that off in the connection first.',
  fact: 'What',
  data: 'Our data',
  found: 'Found',
  answer: 'Answer',
  yes: 'yes',
  no: 'no',
  unknown: 'not told',
  differs: 'differs',
  same: (count: number) =>
    count === 0
      ? 'Everything that could be told is as our data say.'
      : count === 1
        ? 'One thing differs from our data. From now on this connection goes by what was found.'
        : `${count} things differ from our data. From now on this connection goes by what was found.`,
  requests: (count: string, offset: string | undefined) =>
    offset === undefined ? `${count} requests.` : `${count} requests. The store’s clock is ${offset} s off ours.`,
  left: (count: number) => `${count} files could not be removed again:`,
  forget: 'Go by our data again',
  stopped: 'Stopped. What was made is removed.',
  measured: (when: string) => `Last measured ${when}; the connection goes by what was found.`,
} as const;
