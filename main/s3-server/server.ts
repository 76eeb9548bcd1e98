import { randomBytes, type KeyObject } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { availableParallelism } from 'node:os';
import { createHashEngine, createHashPool } from '../base/hashing/index.ts';
import { createSlabPool, createYoungCollector } from '../base/index.ts';
import type { KeySource, Quota, StoreRules } from './access/index.ts';
import { createHostPolicy, createListener, createRequestHandler, patienceMs, type RequestEvent } from './http/index.ts';
import {
  createClientTokens,
  createKeyTurns,
  createLifecycleScheduler,
  s3Limits,
  type Limits,
} from './operations/index.ts';
import type { Storage } from './storage/storage.ts';

export interface S3ServerOptions {
  readonly storage: Storage;
  readonly keys: KeySource;
  /** What clients must sign for; default `us-east-1`. */
  readonly region?: string;
  /** Names this server is reached by beside loopback, for virtual-hosted addressing: `s3.example.org`. */
  readonly domains?: readonly string[];
  /** Milliseconds since the epoch; for tests. */
  readonly now?: () => number;
  /** How long a body may be silent, and how long an answer may wait for its reader; default 60,000 ms. */
  readonly idleMs?: number;
  /** How long a copy or a completion may be silent before white space tells its client that it goes on; default 15,000 ms. */
  readonly patienceMs?: number;
  readonly limits?: Partial<Limits>;
  /**
   * 32 bytes that objects are encrypted with for SSE-S3; asked at every request where it is a function. It must stay the same
   * for a root; without it SSE-S3 answers 501.
   */
  readonly volumeKey?: KeyObject | (() => KeyObject | undefined);
  /** The store to stand in for, of a bucket or (undefined) of the whole server; see `emulate`. Default: plain S3. */
  readonly storeOf?: (bucket: string | undefined) => StoreRules | undefined;
  /** What the buckets of a user may hold and send; see `createQuota`. Default: no end. */
  readonly quota?: Quota;
  /** How long a day of lifecycle rules is, in milliseconds; shorter ones are for tests. Default 86,400,000. */
  readonly lifecycleDayMs?: number;
  /** Told of what failed where no request waits for an answer: lifecycle rules. */
  readonly onBackgroundFailure?: (error: unknown) => void;
  /** Told of every answered request; must return at once. */
  readonly onRequest?: (event: RequestEvent) => void;
}

/** Counters since the start. */
export interface S3ServerCounters {
  readonly requests: number;
  readonly errors: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Requests that are being answered now. */
  readonly running: number;
}

export interface S3Server {
  /** Port 0 picks a free one. The default host is 127.0.0.1. Resolves with the endpoint. */
  listen(address?: { host?: string; port?: number }): Promise<string>;
  /** `http://127.0.0.1:9000` while it listens. */
  readonly endpoint: string | undefined;
  readonly region: string;
  counters(): S3ServerCounters;
  /** Stops taking connections, lets running requests finish for `deadlineMs` (default 10,000), then cuts them. */
  close(options?: { deadlineMs?: number }): Promise<void>;
}

/** Two hash more than one thread can receive, and each takes 20 MiB and more. */
const mostHashThreads = 2;
/** As many MiB at most, however many bodies come in. */
const largeSlabs = 24;

/** Does not own the storage: who opened it closes it after the server. */
export function createS3Server(options: S3ServerOptions): S3Server {
  const region = options.region ?? 'us-east-1';
  const { volumeKey } = options;
  const hostId = randomBytes(32).toString('base64');
  const hashes = createHashPool({ threads: Math.min(mostHashThreads, Math.max(1, availableParallelism() - 1)) });
  const counters = { requests: 0, errors: 0, bytesIn: 0, bytesOut: 0 };
  const running = new Set<Promise<void>>();
  const handler = createRequestHandler({
    keys: options.keys,
    hosts: createHostPolicy({ domains: options.domains ?? [] }),
    hostId,
    idleMs: options.idleMs ?? 60_000,
    ...(options.storeOf ? { storeOf: options.storeOf } : {}),
    ...(options.quota ? { quota: options.quota } : {}),
    patienceMs: options.patienceMs ?? patienceMs,
    now: options.now ?? Date.now,
    operations: {
      storage: options.storage,
      region,
      limits: { ...s3Limits, ...options.limits },
      hashes,
      slabs: createSlabPool({ most: largeSlabs }),
      collector: createYoungCollector(),
      hashing: createHashEngine(),
      renames: createClientTokens(),
      knowsUser: (user) => options.keys.hasUser?.(user) ?? true,
      turns: createKeyTurns(),
      get volumeKey() {
        return typeof volumeKey === 'function' ? volumeKey() : volumeKey;
      },
    },
    onRequest(event) {
      counters.requests += 1;
      if (event.status >= 400) counters.errors += 1;
      counters.bytesIn += event.bytesIn;
      counters.bytesOut += event.bytesOut;
      options.onRequest?.(event);
    },
  });
  const listener = createListener(
    {
      broken: (socket) => handler.broken(socket),
      handle(request, response, expectation) {
        const done = handler.handle(request, response, expectation);
        running.add(done);
        return done.finally(() => running.delete(done));
      },
    },
    { hostId },
  );
  const lifecycle = createLifecycleScheduler({
    storage: options.storage,
    now: options.now ?? Date.now,
    dayMs: options.lifecycleDayMs ?? 86_400_000,
    onFailure: (error) => options.onBackgroundFailure?.(error),
  });
  let endpoint: string | undefined;

  return {
    region,
    get endpoint() {
      return endpoint;
    },
    counters: () => ({ ...counters, running: running.size }),
    async listen({ host = '127.0.0.1', port = 0 } = {}) {
      await new Promise<void>((resolve, reject) => {
        listener.once('error', reject);
        listener.listen(port, host, () => {
          listener.off('error', reject);
          resolve();
        });
      });
      endpoint = endpointOf(listener.address() as AddressInfo);
      lifecycle.start();
      return endpoint;
    },
    async close({ deadlineMs = 10_000 } = {}) {
      endpoint = undefined;
      const closed = new Promise<void>((resolve) => {
        listener.close(() => resolve());
      });
      listener.closeIdleConnections();
      const cut = setTimeout(() => listener.closeAllConnections(), deadlineMs);
      await Promise.all(running);
      listener.closeIdleConnections();
      const linger = setTimeout(() => listener.closeAllConnections(), 250);
      await closed;
      clearTimeout(cut);
      clearTimeout(linger);
      // Cut requests still run to their end: they let go of their bytes before the storage may be closed.
      await Promise.all(running);
      await lifecycle.stop();
      await hashes.close();
    },
  };
}

/** An address every client can use: the wildcard ones stand for this machine. */
function endpointOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}
