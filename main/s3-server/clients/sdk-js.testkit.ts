import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  paginateListObjectsV2,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  RenameObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ClientSteps } from './client-steps.testkit.ts';

const partBytes = 8 * 1024 * 1024;
const Key = 'small é';

export const sdkJs: ClientSteps = {
  name: 'SDK for JavaScript',
  probe: undefined,
  steps({ bucket: Bucket, home, endpoint, own }) {
    const s3 = new S3Client({
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    });
    const get = async (input: { Key: string; Range?: string; VersionId?: string | undefined }): Promise<Buffer> => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, ...input }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    };
    const put = async (key: string, path: string): Promise<void> => {
      const Body = await readFile(join(home, path));
      await s3.send(new PutObjectCommand({ Bucket, Key: key, Body, ChecksumAlgorithm: 'SHA256' }));
    };
    const listed = async (): Promise<{ Key: string; ETag: string }[]> => {
      const found: { Key: string; ETag: string }[] = [];
      for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: 't/' })) {
        for (const { Key: key = '', ETag = '' } of Contents) found.push({ Key: key, ETag });
      }
      return found;
    };
    return {
      make: async () => void (await s3.send(new CreateBucketCommand({ Bucket }))),
      async put() {
        await put(Key, 'small');
        return undefined;
      },
      range: async () => ({ bytes: await get({ Key, Range: 'bytes=100-199' }), first: 100 }),
      async multipart() {
        const at = { Bucket, Key: 'big' };
        const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
        const data = await readFile(join(home, 'big'));
        const Parts = [];
        for (let start = 0; start < data.length; start += partBytes) {
          const PartNumber = start / partBytes + 1;
          const Body = data.subarray(start, start + partBytes);
          const part = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
          Parts.push({ PartNumber, ETag: part.ETag, ChecksumCRC32: part.ChecksumCRC32 });
        }
        await s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
        await writeFile(own('big'), await get({ Key: 'big' }));
        return undefined;
      },
      copy: async () =>
        void (await s3.send(new CopyObjectCommand({ Bucket, Key: 'big copy', CopySource: `${Bucket}/big` }))),
      rename: async () =>
        void (await s3.send(new RenameObjectCommand({ Bucket, Key: 'moved', RenameSource: 'big%20copy' }))),
      tag: async () =>
        void (await s3.send(
          new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet: [{ Key: 'team', Value: 'red' }] } }),
        )),
      async version() {
        const VersioningConfiguration = { Status: 'Enabled' } as const;
        await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
        await put(Key, 'small-2');
        const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket, Prefix: 'small' }));
        const older = Versions.find((version) => !version.IsLatest);
        await writeFile(own('older'), await get({ Key, VersionId: older?.VersionId }));
        return undefined;
      },
      presign: async () => ({
        url: await getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'big' }), { expiresIn: 60 }),
      }),
      async 'sync up'() {
        for (const entry of await readdir(join(home, 'tree'), { recursive: true, withFileTypes: true })) {
          if (!entry.isFile()) continue;
          const path = join(entry.parentPath, entry.name).slice(home.length + 1);
          await put(`t/${path.slice('tree/'.length)}`, path);
        }
        return 'no command: one PutObject a file, with its SHA-256';
      },
      async 'sync down'() {
        for (const { Key: key, ETag } of await listed()) {
          const data = await get({ Key: key });
          if (`"${createHash('md5').update(data).digest('hex')}"` !== ETag) throw new Error(`${key} is not its ETag`);
          const path = join(own('tree'), key.slice('t/'.length));
          await mkdir(dirname(path), { recursive: true });
          await writeFile(path, data);
        }
        return 'no command: one GetObject a file, compared by its ETag';
      },
      async 'delete many'() {
        const Objects = (await listed()).map((entry) => ({ Key: entry.Key }));
        const { Deleted, Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
        s3.destroy();
        if (Deleted?.length !== Objects.length || Errors.length > 0) throw new Error('not all were deleted');
        return undefined;
      },
    };
  },
};
