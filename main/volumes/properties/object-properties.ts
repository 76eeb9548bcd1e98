import { AppError, type AppErrorShape, type Feature } from '../../../preload/contract/index.ts';
import { inParallel } from '../in-parallel.ts';
import type { StoreClient } from '../store-client.ts';
import type { CallOptions, ObjectPlace, Written } from '../volume.ts';
import { changeHeaders } from './change-headers.ts';
import { getTags, setTags } from './tags.ts';
import { listVersions, removeVersion, restoreVersion } from './versions.ts';

export interface ObjectVersionPlace extends ObjectPlace {
  /** The current one where absent. */
  readonly versionId?: string | undefined;
}
export interface Tag {
  readonly key: string;
  readonly value: string;
}
export interface ObjectVersion {
  /** `null` for what was stored before versioning was on. */
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** Without quotes; empty for a delete marker. */
  readonly etag: string;
  readonly storageClass: string;
}
/** Absent means as it is, null means none. */
export interface HeaderChanges {
  readonly contentType?: string | null | undefined;
  readonly contentEncoding?: string | null | undefined;
  readonly contentDisposition?: string | null | undefined;
  readonly contentLanguage?: string | null | undefined;
  readonly cacheControl?: string | null | undefined;
  readonly storageClass?: string | undefined;
  /** Names without `x-amz-meta-`. */
  readonly setMetadata?: Readonly<Record<string, string>> | undefined;
  readonly removeMetadata?: readonly string[] | undefined;
}
export interface ChangeManyResult {
  readonly changed: number;
  readonly problems: readonly { readonly key: string; readonly error: AppErrorShape }[];
}

/** What an object has beside its bytes. What the store lacks is refused with NOT_SUPPORTED; errors are AppErrors. */
export interface ObjectProperties {
  tags(options: CallOptions & ObjectVersionPlace): Promise<readonly Tag[]>;
  /** Puts these in the place of those there are. */
  setTags(options: CallOptions & ObjectVersionPlace & { readonly tags: readonly Tag[] }): Promise<void>;
  /** Versions and delete markers of one key, newest first. */
  versions(
    options: CallOptions & ObjectPlace & { readonly limit: number },
  ): Promise<{ readonly versions: readonly ObjectVersion[]; readonly complete: boolean }>;
  /** Copies a version over the current one. */
  restoreVersion(options: CallOptions & ObjectVersionPlace & { readonly versionId: string }): Promise<Written>;
  /** For good. */
  removeVersion(options: CallOptions & ObjectVersionPlace & { readonly versionId: string }): Promise<void>;
  /** Headers and metadata of objects, a few at a time; one that fails does not stop the others. */
  change(
    options: CallOptions & {
      readonly bucket: string;
      readonly keys: readonly string[];
      readonly changes: HeaderChanges;
    },
  ): Promise<ChangeManyResult>;
}

export interface PropertyRules {
  /** Throws where the store has no such thing. */
  readonly need: (feature: Feature, operation: string) => void;
  /** Throws where the connection is read-only or the key is the store's own. */
  readonly mayWrite: (operation: string, key?: string) => void;
}

const atOnce = 8;

export function openObjectProperties(client: StoreClient, { need, mayWrite }: PropertyRules): ObjectProperties {
  return {
    async tags(call) {
      need('tags', 'GetObjectTagging');
      return getTags(client, call);
    },
    async setTags(call) {
      need('tags', 'PutObjectTagging');
      mayWrite('PutObjectTagging', call.key);
      await setTags(client, call);
    },
    async versions(call) {
      need('versions', 'ListObjectVersions');
      return listVersions(client, call);
    },
    async restoreVersion(call) {
      need('versions', 'CopyObject');
      mayWrite('CopyObject', call.key);
      return restoreVersion(client, call);
    },
    async removeVersion(call) {
      need('versions', 'DeleteObject');
      mayWrite('DeleteObject', call.key);
      await removeVersion(client, call);
    },
    async change({ bucket, keys, changes, signal }) {
      need('copy', 'CopyObject');
      need('metadata', 'CopyObject');
      for (const key of keys) mayWrite('CopyObject', key);
      const problems: { key: string; error: AppErrorShape }[] = [];
      await inParallel(atOnce, keys, signal, async (key, stop) => {
        try {
          await changeHeaders(client, { bucket, key, changes, signal: stop });
        } catch (error) {
          if (!(error instanceof AppError) || error.code === 'CANCELLED') throw error;
          problems.push({ key, error: error.toShape() });
        }
      });
      return { changed: keys.length - problems.length, problems };
    },
  };
}
