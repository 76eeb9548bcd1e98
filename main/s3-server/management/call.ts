import type { Quota } from '../access/index.ts';
import type { BucketRecord, Storage } from '../operations/index.ts';
import type { KeyStore } from './key-store.ts';
import type { LinkSigner } from './link-signer.ts';
import { ManagementError } from './management-error.ts';

/** What the calls work on. */
export interface Workspace {
  readonly storage: Storage;
  /** Buckets and keys belong to this user. */
  readonly user: string;
  readonly region: string;
  readonly keys: KeyStore;
  readonly links: LinkSigner;
  readonly quota: Quota;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface CallInput {
  /** What the path's `{…}` stand for, decoded once. */
  readonly path: readonly string[];
  readonly query: URLSearchParams;
  /** The parsed body; undefined where there is none. */
  readonly body: unknown;
}

/** `undefined` is answered with 204. */
export interface CallOutput {
  readonly status: 200 | 201 | 204;
  readonly body?: unknown;
}

/** One row of the API: `{}` stands for a segment of the path, a last `{*}` for the rest of it. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  run(workspace: Workspace, input: CallInput): Promise<CallOutput>;
}

/** Throws not_found for buckets that are not the workspace's, as for those that are not there. */
export async function bucketOf({ storage, user }: Workspace, name = ''): Promise<BucketRecord> {
  const all = await storage.listBuckets();
  const bucket = all.find((candidate) => candidate.name === name && candidate.owner === user);
  if (!bucket) throw new ManagementError(404, 'not_found', 'There is no such bucket.');
  return bucket;
}
