import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
} from '@aws-sdk/client-s3';
import { AppError } from '../../preload/contract/index.ts';
import type { StoreClient } from './store-client.ts';

/** Milliseconds for removing what a probe made, counted apart from the probe itself: it runs also after a stop. */
const cleaningWithin = 60_000;

/** Everything that a probe made and has to take away again. */
export interface ProbeScratch {
  /** Ends with `/`. */
  readonly prefix: string;
  readonly key: (name: string) => string;
  /** Notes an upload before it is known whether it will be completed. */
  readonly upload: (key: string, uploadId: string) => void;
  /** Removes it all, by what was noted and by what a listing still shows; answers the keys that stayed. */
  clean(client: StoreClient, how: { readonly v2: boolean; readonly versions: boolean }): Promise<string[]>;
}

export function createProbeScratch(bucket: string, prefix: string): ProbeScratch {
  const keys = new Set<string>();
  const uploads: { readonly Key: string; readonly UploadId: string }[] = [];

  return {
    prefix,
    key(name) {
      const key = prefix + name;
      keys.add(key);
      return key;
    },
    upload: (Key, UploadId) => void uploads.push({ Key, UploadId }),
    async clean(client, { v2, versions }) {
      const signal = AbortSignal.timeout(cleaningWithin);
      const left = new Set<string>();
      const remove = async (key: string, VersionId?: string) => {
        try {
          await client.run({ operation: 'DeleteObject', bucket, key }, { signal }, (s3, send) =>
            s3.send(
              new DeleteObjectCommand({ Bucket: bucket, Key: key, ...(VersionId === undefined ? {} : { VersionId }) }),
              send,
            ),
          );
          left.delete(key);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          if (error.code !== 'OBJECT_NOT_FOUND') left.add(key);
        }
      };
      /** What cannot be listed is known by name all the same. */
      const listed = async (ask: () => Promise<string[]>): Promise<string[]> => {
        try {
          return await ask();
        } catch (error) {
          if (error instanceof AppError) return [];
          throw error;
        }
      };
      for (const upload of uploads) {
        await listed(async () => {
          await client.run({ operation: 'AbortMultipartUpload', bucket, key: upload.Key }, { signal }, (s3, send) =>
            s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, ...upload }), send),
          );
          return [];
        });
      }
      // An upload whose answer never came is found by its key.
      if (uploads.length > 0)
        await listed(async () => {
          const { Uploads = [] } = await client.run(
            { operation: 'ListMultipartUploads', bucket },
            { signal },
            (s3, send) => s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: prefix }), send),
          );
          for (const { Key, UploadId } of Uploads) {
            if (!Key?.startsWith(prefix) || UploadId === undefined) continue;
            await client.run({ operation: 'AbortMultipartUpload', bucket, key: Key }, { signal }, (s3, send) =>
              s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }), send),
            );
          }
          return [];
        });
      for (const key of keys) await remove(key);
      const below = () =>
        listed(async () => {
          const input = { Bucket: bucket, Prefix: prefix };
          const answer = await client.run(
            { operation: v2 ? 'ListObjectsV2' : 'ListObjects', bucket },
            { signal },
            (s3, send) =>
              v2 ? s3.send(new ListObjectsV2Command(input), send) : s3.send(new ListObjectsCommand(input), send),
          );
          return (answer.Contents ?? []).flatMap(({ Key }) => (Key?.startsWith(prefix) ? [Key] : []));
        });
      // Folders appear with their files in stores that are file systems, and go last.
      for (const key of (await below()).toSorted((a, b) => b.length - a.length)) await remove(key);
      if (versions)
        await listed(async () => {
          const answer = await client.run({ operation: 'ListObjectVersions', bucket }, { signal }, (s3, send) =>
            s3.send(new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix }), send),
          );
          for (const { Key, VersionId } of [...(answer.Versions ?? []), ...(answer.DeleteMarkers ?? [])])
            if (Key?.startsWith(prefix)) await remove(Key, VersionId);
          return [];
        });
      for (const key of await below()) left.add(key);
      return [...left].slice(0, 100);
    },
  };
}
