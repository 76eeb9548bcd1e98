import type { CloneCommit, ObjectRecord, Storage } from './storage.ts';

/** A method of Storage with its first argument, the bucket's name, taken away. */
type InBucket<M> = M extends (bucket: string, ...rest: infer Rest) => infer Result ? (...rest: Rest) => Result : never;

type ByBucket =
  | 'headObject'
  | 'openObject'
  | 'listObjects'
  | 'writeObject'
  | 'deleteObject'
  | 'deleteObjects'
  | 'updateObject'
  | 'getUpload'
  | 'listUploads'
  | 'findCompletedUpload'
  | 'listVersions'
  | 'renameObject'
  | 'walkVersions'
  | 'expireVersions';

type ByUpload = 'createUpload' | 'writePart' | 'listParts' | 'completeUpload' | 'abortUpload';

/** One bucket's objects and uploads; what `Storage` promises holds for each. */
export type Volume = { readonly [M in ByBucket]: InBucket<Storage[M]> } & Pick<Storage, ByUpload> & {
    /**
     * Inside the transaction that deletes the bucket: throws BucketNotEmpty, else takes the bucket's uploads out of the
     * index and refuses every later commit with NoSuchBucket. Returns what to do once the transaction has committed.
     */
    retire(): () => Promise<void>;
    /** Throws NotImplemented where the volume cannot keep versions. */
    demandVersioning(): void;
    /** Undefined where the two have no bytes in common. */
    cloneObject(
      source: { volume: Volume; record: ObjectRecord },
      key: string,
      commit: CloneCommit,
    ): Promise<ObjectRecord | undefined>;
    /** Folder volumes: whether what was opened is no longer what is at its path, so that it must be opened anew. */
    isStale?(): Promise<boolean>;
    close(): Promise<void>;
  };
