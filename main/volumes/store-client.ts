import { S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { AppError } from '../../preload/contract/index.ts';
import { providerOf, type Provider } from '../providers/index.ts';
import type { Clock } from '../base/index.ts';
import { createWire, type Wire } from '../s3-wire/index.ts';
import { createClockOffset, type ClockOffset } from './clock-offset.ts';
import type { StoreCredential, StoreEndpoint } from './store-endpoint.ts';
import { createStoreAgents, loopbackNames, trusting, type StoreAgents } from './store-agents.ts';
import { StoreHandler } from './store-handler.ts';
import { toStoreError, type CallAbout } from './store-errors.ts';

/**
 * `normal` repeats passing failures; `once` does not (a test of an endpoint answers soon); `long` waits for the store to
 * put a large object together.
 */
export type Pace = 'normal' | 'once' | 'long';

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly pace?: Pace | undefined;
}
export interface SendOptions {
  readonly abortSignal?: AbortSignal;
}

/**
 * One endpoint with one credential: objects and listings over a wire of our own, everything else by the SDK, pinned and
 * bounded. Only this room sees either.
 */
export interface StoreClient {
  readonly provider: Provider;
  readonly host: string;
  readonly secure: boolean;
  readonly clock: Clock;
  readonly clockOffset: ClockOffset;
  /** The sockets to this endpoint: certificates and proxy as the connection says. */
  readonly agents: StoreAgents;
  /** Runs SDK calls and turns whatever they throw into AppError. */
  run<T>(
    about: Omit<CallAbout, 'endpoint'>,
    options: RunOptions,
    action: (s3: S3Client, send: SendOptions) => Promise<T>,
  ): Promise<T>;
  /** Runs calls of the wire and turns whatever they throw into AppError. */
  onWire<T>(
    about: Omit<CallAbout, 'endpoint'>,
    signal: AbortSignal | undefined,
    action: (wire: Wire) => Promise<T>,
  ): Promise<T>;
  /** Ends idle sockets; calls under way go on. */
  retire(): void;
  /** Ends every socket. */
  close(): void;
}

/** The SDK's own remarks would go to the console; what matters is in the error. */
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** Milliseconds. */
const connectWithin = 10_000;
const idleWithin = 60_000;

export function createStoreClient(options: {
  readonly endpoint: StoreEndpoint;
  readonly credential: StoreCredential;
  readonly clock: Clock;
  /** What a probe of this endpoint found to be true, where that differs from the shipped data. */
  readonly provider?: Provider | undefined;
}): StoreClient {
  const { endpoint, credential, clock } = options;
  const provider = options.provider ?? providerOf(endpoint.provider);
  const url = new URL(endpoint.endpoint);
  const clockOffset = createClockOffset(endpoint.clockOffset);
  const agents = createStoreAgents(endpoint);
  const { http: httpAgent, https: httpsAgent } = agents;

  const make = (maxAttempts: number, socketTimeout: number): S3Client => {
    const client = new S3Client({
      endpoint: endpoint.endpoint,
      region: endpoint.region,
      forcePathStyle: endpoint.addressing === 'path',
      credentials: {
        accessKeyId: credential.accessKeyId,
        secretAccessKey: credential.secretAccessKey,
        ...(credential.sessionToken === undefined ? {} : { sessionToken: credential.sessionToken }),
      },
      requestHandler: new StoreHandler(
        new NodeHttpHandler({ httpAgent, httpsAgent, connectionTimeout: connectWithin, socketTimeout }),
      ),
      logger: silent,
      maxAttempts,
      retryMode: 'standard',
      defaultsMode: 'standard',
      // Default checksum headers break several stores; the ones a store verifies are sent on purpose.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // A redirect to another region would send a signed request to an address that the user did not type.
      followRegionRedirects: false,
      useArnRegion: false,
      useDualstackEndpoint: false,
      useFipsEndpoint: false,
      useAccelerateEndpoint: false,
      disableMultiregionAccessPoints: true,
      disableS3ExpressSessionAuth: true,
      authSchemePreference: ['sigv4'],
    });
    clockOffset.guard(client.config);
    return client;
  };
  const made = new Map<Pace, S3Client>();
  const clientOf = (pace: Pace): S3Client => {
    const known = made.get(pace);
    if (known) return known;
    const client =
      pace === 'long'
        ? make(1, provider.behaviour.completeSeconds * 1000)
        : make(pace === 'once' ? 1 : provider.behaviour.attempts, idleWithin);
    made.set(pace, client);
    return client;
  };

  const wire = createWire({
    endpoint: url,
    region: endpoint.region,
    addressing: endpoint.addressing,
    credential,
    now: () => clock.now() + clockOffset.used(),
    onServerTime: (time) => clockOffset.observe(time, clock.now()),
    connectWithin,
    idleWithin,
    way: {
      lookup: loopbackNames,
      ...(endpoint.ca === undefined ? {} : { tls: trusting(endpoint.ca) }),
      ...(endpoint.proxy === undefined ? {} : { proxy: new URL(endpoint.proxy) }),
    },
  });

  return {
    provider,
    host: url.host,
    secure: url.protocol === 'https:',
    clock,
    clockOffset,
    agents,
    async run(about, { signal, pace }, action) {
      const whole: CallAbout = { ...about, endpoint: url.host };
      if (signal?.aborted) throw new AppError('CANCELLED', { operation: about.operation, endpoint: url.host });
      try {
        return await action(clientOf(pace ?? 'normal'), signal === undefined ? {} : { abortSignal: signal });
      } catch (error) {
        throw toStoreError(error, whole, clock.now(), signal?.aborted ?? false);
      }
    },
    async onWire(about, signal, action) {
      const whole: CallAbout = { ...about, endpoint: url.host };
      if (signal?.aborted) throw new AppError('CANCELLED', { operation: about.operation, endpoint: url.host });
      try {
        return await action(wire);
      } catch (error) {
        throw toStoreError(error, whole, clock.now(), signal?.aborted ?? false);
      }
    },
    retire() {
      wire.retire();
      for (const agent of [httpAgent, httpsAgent])
        for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
    },
    close() {
      wire.close();
      for (const client of made.values()) client.destroy();
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}
