import { AppError, type ConnectionId } from '../../preload/contract/index.ts';
import { createEmitter, newId, type Clock } from '../base/index.ts';
import type { ConnectionRecord, ConnectionsRegistry } from '../vault/index.ts';
import { openS3Volume, type OpenVolume } from './s3-volume.ts';
import type { Volumes } from './volumes.ts';

export interface VolumesOptions {
  readonly vault: {
    readonly connections: Pick<ConnectionsRegistry, 'list' | 'get' | 'credential' | 'watch' | 'used'>;
  };
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** What a volume is made of, and the name: it may change together with the secret. */
const madeOf = ({ name, endpoint, region, addressing, provider, accessKeyId, readOnly, hasSecret }: ConnectionRecord) =>
  JSON.stringify([name, endpoint, region, addressing, provider, accessKeyId, readOnly, hasSecret]);
/** What changes alone, never together with the secret. */
const beside = ({ lastUsedAt, pinnedBuckets }: ConnectionRecord) => JSON.stringify([lastUsedAt, pinnedBuckets]);

/** Volumes by connection: opened at the first use, opened again when the connection or its credential changes. */
export function createVolumes({ vault, clock, log }: VolumesOptions): Volumes {
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
    revision += 1;
    return openS3Volume({
      connectionId: id,
      revision,
      readOnly: record.readOnly,
      endpoint: record,
      credential,
      clock,
    });
  };

  return {
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
    try: (endpoint, credential) =>
      openS3Volume({
        connectionId: newId() as ConnectionId,
        revision: 0,
        readOnly: true,
        endpoint,
        credential,
        clock,
      }),
    signingKey(id) {
      const record = known.get(id);
      if (!record) return undefined;
      return { accessKeyId: record.accessKeyId, appRun: record.secretPlace === 'memory' };
    },
    async credentialLife(id) {
      const credential = await connections.credential(id);
      return { temporary: credential.sessionToken !== undefined };
    },
    onChange: changes.subscribe,
    close() {
      closed = true;
      forget();
      for (const volume of opened.values())
        void volume.then(
          (open) => open.close(),
          () => undefined,
        );
      opened.clear();
    },
  };
}
