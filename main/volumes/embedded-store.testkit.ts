import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ConnectionId, ProviderId } from '../../preload/contract/index.ts';
import { systemClock, type Clock } from '../base/index.ts';
import {
  allRights,
  createS3Server,
  createStaticKeys,
  openStorage,
  type AccessKey,
  type RequestEvent,
} from '../s3-server/index.ts';
import type { Provider } from '../providers/index.ts';
import { openS3Volume } from './s3-volume.ts';
import type { Volume } from './volume.ts';

export const testKey: AccessKey = {
  accessKeyId: 'QSTESTKEY',
  secret: 'not-a-secret-of-anybody',
  user: 'tester',
  scope: allRights,
};

export interface EmbeddedStore {
  readonly endpoint: string;
  readonly requests: RequestEvent[];
  /** Resolves once every request so far is in `requests`: an answer may reach its client before it is counted. */
  quiet(): Promise<void>;
  /** A volume on this server as if it were that provider's. */
  open(options?: {
    provider?: ProviderId;
    readOnly?: boolean;
    secret?: string;
    accessKeyId?: string;
    region?: string;
    endpoint?: string;
    clock?: Clock;
    facts?: Provider;
  }): Volume;
  close(): Promise<void>;
}

/** The real embedded server on a temporary folder. */
export async function startEmbeddedStore(
  options: {
    readonly keys?: readonly AccessKey[];
    readonly now?: () => number;
    /** Names that a proxy in front is asked by, on any port. */
    readonly domains?: readonly string[];
  } = {},
): Promise<EmbeddedStore> {
  const root = await mkdtemp(join(tmpdir(), 'quayside-volumes-'));
  const storage = await openStorage({ root, fast: true });
  const requests: RequestEvent[] = [];
  const server = createS3Server({
    storage,
    keys: createStaticKeys([testKey, ...(options.keys ?? [])]),
    onRequest: (event) => void requests.push(event),
    ...(options.now === undefined ? {} : { now: options.now }),
    ...(options.domains === undefined ? {} : { domains: options.domains }),
  });
  const endpoint = await server.listen();
  const opened: { close(): void }[] = [];
  return {
    endpoint,
    requests,
    open(open = {}) {
      const made = openS3Volume({
        connectionId: 'test' as ConnectionId,
        revision: 1,
        readOnly: open.readOnly ?? false,
        endpoint: {
          provider: open.provider ?? 'quayside',
          endpoint: open.endpoint ?? endpoint,
          region: open.region ?? server.region,
          addressing: 'path',
        },
        credential: {
          accessKeyId: open.accessKeyId ?? testKey.accessKeyId,
          secretAccessKey: open.secret ?? testKey.secret,
        },
        clock: open.clock ?? systemClock,
        provider: open.facts,
      });
      opened.push(made);
      return made.volume;
    },
    async quiet() {
      while (server.counters().running > 0) await setImmediate();
    },
    async close() {
      for (const volume of opened) volume.close();
      await server.close({ deadlineMs: 500 });
      await storage.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}
