import {
  AppError,
  type AppErrorShape,
  type BucketAspect,
  type BucketEmptying,
  type ConnectionId,
  type Support,
} from '../../preload/contract/index.ts';
import { createEmitter, type Clock, type Watchable } from '../base/index.ts';
import { hasOperation, providerOf, withMeasured, type Provider, type S3Operation } from '../providers/index.ts';
import type { ConnectionsRegistry } from '../vault/index.ts';
import { clearSetting, operationsOfAspect, policyIsPublic, readSetting, writeSetting } from './bucket-settings.ts';
import { deleteBucket } from './buckets.ts';
import { emptyBucket } from './empty-bucket.ts';
import { createStoreClient, type StoreClient } from './store-client.ts';
import type { CallOptions } from './volume.ts';

interface BucketPlace {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
}
interface AspectPlace extends BucketPlace, CallOptions {
  readonly aspect: BucketAspect;
}

/** What a bucket can be told beside its objects, and its end. Every method rejects with AppError. */
export interface BucketAdmin {
  /** Whether an aspect can be read, written and taken away at this store; else the reason. */
  support(connectionId: ConnectionId, aspect: BucketAspect): { read: Support; write: Support; clear: Support };
  /** A document in the shape of the AWS tools; undefined where nothing is set. NOT_SUPPORTED. */
  read(place: AspectPlace): Promise<{ readonly document: unknown; readonly isPublic?: boolean | undefined }>;
  /** READ_ONLY_CONNECTION, NOT_SUPPORTED. */
  write(place: AspectPlace & { readonly document: Readonly<Record<string, unknown>> }): Promise<void>;
  clear(place: AspectPlace): Promise<void>;
  /** Begins to empty; goes on without a window. One at a time for a bucket. READ_ONLY_CONNECTION, NOT_SUPPORTED. */
  empty(place: BucketPlace & { readonly thenDelete: boolean }): void;
  stopEmptying(place: BucketPlace): void;
  readonly emptyings: Watchable<{ readonly emptyings: BucketEmptying[] }, BucketEmptying>;
  close(): Promise<void>;
}

/** How many ended ones are remembered for windows that ask later. */
const remembered = 20;
const ok: Support = { ok: true };

export function createBucketAdmin(options: {
  readonly connections: Pick<ConnectionsRegistry, 'get' | 'credential' | 'unpinBucket'>;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}): BucketAdmin {
  const { connections, clock, log } = options;
  const emitter = createEmitter<BucketEmptying>((error) => log(`buckets: a listener failed: ${String(error)}`));
  const emptyings = new Map<string, BucketEmptying>();
  const running = new Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>();
  const nameOf = ({ connectionId, bucket }: BucketPlace) => `${connectionId} ${bucket}`;

  const providerFor = (id: ConnectionId): Provider => {
    const record = connections.get(id);
    return withMeasured(providerOf(record.provider), record.measured?.facts);
  };
  const supportFor = (provider: Provider, operation: S3Operation): Support => {
    const lack = provider.lacks.find(({ operations }) => operations.includes(operation));
    return lack === undefined ? ok : { ok: false, reason: lack.reason };
  };
  const need = (provider: Provider, operation: S3Operation) => {
    const support = supportFor(provider, operation);
    if (!support.ok) throw new AppError('NOT_SUPPORTED', { operation, reason: support.reason });
  };
  const mayWrite = (id: ConnectionId, operation: S3Operation) => {
    const record = connections.get(id);
    if (record.readOnly) throw new AppError('READ_ONLY_CONNECTION', { operation, endpoint: record.endpoint });
  };
  const withClient = async <T>(id: ConnectionId, work: (client: StoreClient) => Promise<T>): Promise<T> => {
    const endpoint = connections.get(id);
    const credential = await connections.credential(id);
    const client = createStoreClient({ endpoint, credential, clock, provider: providerFor(id) });
    try {
      return await work(client);
    } finally {
      client.close();
    }
  };
  const note = (emptying: BucketEmptying) => {
    const name = nameOf(emptying);
    emptyings.delete(name);
    emptyings.set(name, emptying);
    for (const [old, { state }] of emptyings)
      if (emptyings.size > remembered && state !== 'running') emptyings.delete(old);
    emitter.emit(emptying);
  };

  const run = async (first: BucketEmptying, signal: AbortSignal): Promise<void> => {
    let now = first;
    const { connectionId, bucket } = first;
    try {
      await withClient(connectionId, async (client) => {
        await emptyBucket(client, {
          bucket,
          signal,
          onProgress(counts) {
            now = { ...now, ...counts };
            note(now);
          },
        });
        if (first.thenDelete) await deleteBucket(client, { bucket, signal });
      });
      if (first.thenDelete) await connections.unpinBucket(connectionId, bucket);
      note({ ...now, state: 'done' });
    } catch (error) {
      if (signal.aborted) note({ ...now, state: 'stopped' });
      else note({ ...now, state: 'failed', error: shapeOf(error, log) });
    }
  };

  return {
    support(id, aspect) {
      const provider = providerFor(id);
      const { read, write, clear } = operationsOfAspect(aspect);
      return {
        read: supportFor(provider, read),
        write: supportFor(provider, write),
        clear:
          clear === undefined
            ? { ok: false, reason: 'It can be suspended, not taken away.' }
            : supportFor(provider, clear),
      };
    },
    async read(place) {
      need(providerFor(place.connectionId), operationsOfAspect(place.aspect).read);
      return withClient(place.connectionId, async (client) => {
        const document = await readSetting(client, place);
        if (
          place.aspect !== 'policy' ||
          document === undefined ||
          !hasOperation(client.provider, 'GetBucketPolicyStatus')
        )
          return { document };
        return { document, isPublic: await policyIsPublic(client, place) };
      });
    },
    async write(place) {
      const { write } = operationsOfAspect(place.aspect);
      need(providerFor(place.connectionId), write);
      mayWrite(place.connectionId, write);
      await withClient(place.connectionId, (client) => writeSetting(client, place));
    },
    async clear(place) {
      const { clear, write } = operationsOfAspect(place.aspect);
      need(providerFor(place.connectionId), clear ?? write);
      mayWrite(place.connectionId, clear ?? write);
      await withClient(place.connectionId, (client) => clearSetting(client, place));
    },
    empty({ connectionId, bucket, thenDelete }) {
      mayWrite(connectionId, 'DeleteObject');
      if (thenDelete) need(providerFor(connectionId), 'DeleteBucket');
      const name = nameOf({ connectionId, bucket });
      if (running.has(name)) throw new AppError('TOO_BUSY', { bucket });
      const stop = new AbortController();
      const first: BucketEmptying = { connectionId, bucket, thenDelete, state: 'running', deleted: 0, uploads: 0 };
      note(first);
      const ended = run(first, stop.signal).finally(() => running.delete(name));
      running.set(name, { stop, ended });
    },
    stopEmptying: (place) => running.get(nameOf(place))?.stop.abort(),
    emptyings: { snapshot: () => ({ emptyings: [...emptyings.values()] }), subscribe: emitter.subscribe },
    async close() {
      const all = [...running.values()];
      for (const { stop } of all) stop.abort();
      await Promise.all(all.map(({ ended }) => ended));
    },
  };
}

function shapeOf(error: unknown, log: (line: string) => void): AppErrorShape {
  if (error instanceof AppError) return error.toShape();
  log(`buckets: emptying failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  return new AppError('INTERNAL').toShape();
}
