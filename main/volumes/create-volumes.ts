import { AppError, type ConnectionId, type CredentialSource } from '../../preload/contract/index.ts';
import { createEmitter, newId, type Clock } from '../base/index.ts';
import { providerOf, withMeasured } from '../providers/index.ts';
import type { ConnectionRecord, ConnectionsRegistry } from '../vault/index.ts';
import { diagnose } from './doctor.ts';
import { probeEndpoint } from './probe.ts';
import { openS3Volume, type OpenVolume } from './s3-volume.ts';
import type { StoreCredential, StoreEndpoint } from './store-endpoint.ts';
import type { TestOptions, TestOutcome } from './volume.ts';
import type { ExaminedOutcome, Examiner, Volumes } from './volumes.ts';

export interface VolumesOptions {
  readonly vault: {
    readonly connections: Pick<ConnectionsRegistry, 'list' | 'get' | 'credential' | 'watch' | 'used'>;
  };
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** Milliseconds: AWS's own clients refresh five minutes before the end; never more often than this; setTimeout's own end. */
const renewBefore = 5 * 60_000;
const renewAtLeast = 15_000;
const longestTimer = 2 ** 31 - 1;

/** What a volume is made of, and the name: it may change together with the secret. */
const madeOf = (record: ConnectionRecord) => {
  const { name, endpoint, region, addressing, provider, accessKeyId, readOnly, hasSecret } = record;
  const { ca, proxy, clockOffset, source, measured } = record;
  const own = [name, endpoint, region, addressing, provider, accessKeyId, readOnly, hasSecret];
  return JSON.stringify([...own, ca, proxy, clockOffset, source, measured]);
};
/** What changes alone, never together with the secret. */
const beside = ({ lastUsedAt, pinnedBuckets, colour, lastPlace }: ConnectionRecord) =>
  JSON.stringify([lastUsedAt, pinnedBuckets, colour, lastPlace]);

/** Volumes by connection: opened at the first use, opened again when the connection or its credential changes. */
export function createVolumes({ vault, clock, log }: VolumesOptions): Volumes & Examiner {
  const { connections } = vault;
  const known = new Map<ConnectionId, ConnectionRecord>(connections.list().map((record) => [record.id, record]));
  const opened = new Map<ConnectionId, Promise<OpenVolume>>();
  const changes = createEmitter<ConnectionId>((error) => log(`volumes: a listener failed: ${String(error)}`));
  let revision = 0;
  let closed = false;

  const retire = (id: ConnectionId) => {
    const old = opened.get(id);
    if (!old) return;
    opened.delete(id);
    // One that could not be opened told its caller so already.
    void old.then(
      (volume) => volume.retire(),
      () => undefined,
    );
  };
  const forget = connections.watch.subscribe(({ upsert, remove }) => {
    for (const record of upsert) {
      const before = known.get(record.id);
      known.set(record.id, record);
      // The same record again means that only its secret is another.
      if (before && madeOf(before) === madeOf(record) && beside(before) !== beside(record)) continue;
      retire(record.id);
      changes.emit(record.id);
    }
    for (const id of remove) {
      known.delete(id);
      retire(id);
      changes.emit(id);
    }
  });

  const open = async (id: ConnectionId): Promise<OpenVolume> => {
    const record = connections.get(id);
    const credential = await connections.credential(id);
    renewAt(id, credential.expiresAt);
    revision += 1;
    return openS3Volume({
      connectionId: id,
      revision,
      readOnly: record.readOnly,
      endpoint: record,
      credential,
      clock,
      provider: withMeasured(providerOf(record.provider), record.measured?.facts),
    });
  };

  /** Temporary credentials are read again before they end; who waits for new ones is told. */
  const renewals = new Map<ConnectionId, NodeJS.Timeout>();
  const renewAt = (id: ConnectionId, expiresAt: number | undefined) => {
    clearTimeout(renewals.get(id));
    if (expiresAt === undefined || closed) return;
    const wait = Math.min(Math.max(expiresAt - clock.now() - renewBefore, renewAtLeast), longestTimer);
    const timer = setTimeout(() => {
      retire(id);
      changes.emit(id);
    }, wait);
    renewals.set(id, timer.unref());
  };

  const attempt = (endpoint: StoreEndpoint, credential: StoreCredential): OpenVolume =>
    openS3Volume({
      connectionId: newId() as ConnectionId,
      revision: 0,
      readOnly: true,
      endpoint,
      credential,
      clock,
    });
  const examine = async (
    endpoint: StoreEndpoint,
    credential: StoreCredential,
    options: TestOptions,
    source?: CredentialSource,
  ): Promise<ExaminedOutcome> => {
    const tryWith = async (other: StoreEndpoint): Promise<TestOutcome> => {
      const trial = attempt(other, credential);
      try {
        return await trial.volume.test(options);
      } finally {
        trial.close();
      }
    };
    const outcome = await tryWith(endpoint);
    if (outcome.error === undefined) return outcome;
    const { buckets = [], signal } = options;
    const complaint = {
      error: outcome.error,
      endpoint,
      credential,
      buckets,
      source,
      now: clock.now(),
      tryWith,
      signal,
    };
    return { ...outcome, diagnosis: await diagnose(complaint) };
  };

  return {
    examine: (endpoint, credential, options = {}) => examine(endpoint, credential, options),
    async reexamine(id, { endpoint, signal } = {}) {
      const record = connections.get(id);
      const asked = endpoint ?? record;
      try {
        const credential = await connections.credential(id);
        return await examine(asked, credential, { buckets: asked.pinnedBuckets, signal }, record.source);
      } catch (error) {
        // What keeps the credential elsewhere may say itself that its session has ended.
        if (!(error instanceof AppError) || !record.source || error.code !== 'SESSION_EXPIRED') throw error;
        const shape = error.toShape();
        const complaint = { error: shape, endpoint: asked, buckets: [], credential: undefined, source: record.source };
        const tryWith = () => Promise.resolve({ ok: false, buckets: [] });
        return {
          ok: false,
          error: shape,
          buckets: [],
          diagnosis: await diagnose({ ...complaint, now: clock.now(), tryWith, signal }),
        };
      }
    },
    async probe(id, { bucket, signal }) {
      const record = connections.get(id);
      if (record.readOnly)
        throw new AppError('READ_ONLY_CONNECTION', { operation: 'PutObject', endpoint: record.endpoint });
      const credential = await connections.credential(id);
      return probeEndpoint({ endpoint: record, credential, clock, bucket, signal });
    },
    async of(id) {
      if (closed) throw new AppError('SHUTTING_DOWN');
      let opening = opened.get(id);
      if (!opening) {
        opening = open(id);
        opened.set(id, opening);
        // A failure is not kept: the secret may be there the next time.
        opening.catch(() => {
          if (opened.get(id) === opening) opened.delete(id);
        });
      }
      const { volume } = await opening;
      connections.used(id);
      return volume;
    },
    try: attempt,
    signingKey(id) {
      const record = known.get(id);
      if (!record) return undefined;
      return { accessKeyId: record.accessKeyId, appRun: record.secretPlace === 'memory' };
    },
    async credentialLife(id) {
      const credential = await connections.credential(id);
      return {
        temporary: credential.sessionToken !== undefined,
        ...(credential.expiresAt === undefined ? {} : { expiresAt: credential.expiresAt }),
      };
    },
    onChange: changes.subscribe,
    close() {
      closed = true;
      forget();
      for (const timer of renewals.values()) clearTimeout(timer);
      for (const volume of opened.values())
        void volume.then(
          (open) => open.close(),
          () => undefined,
        );
      opened.clear();
    },
  };
}
