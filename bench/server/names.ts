/** What the contenders are called in every row, and so in its ratios. */
export const names = {
  durable: 'quayside',
  fast: 'quayside --fast',
  s3rver: 's3rver',
  nginx: 'nginx sendfile',
  noOp: 'node:http no-op',
  memory: 'node:http from RAM',
  drop: 'node:http to nowhere',
  pipe: 'createReadStream.pipe',
  md5: 'MD5 of one core',
  disk: 'write + fdatasync',
} as const;
