import type { ConnectionId, Diagnosis, ProbeResult } from '../../preload/contract/index.ts';
import type { StoreCredential, StoreEndpoint } from './store-endpoint.ts';
import type { CallOptions, TestOptions, TestOutcome, Volume } from './volume.ts';

/** What a signed link depends on beside the store: why it may die before its time. */
export interface SigningKey {
  readonly accessKeyId: string;
  /** The key lives in this app run only. */
  readonly appRun: boolean;
}
export interface CredentialLife {
  /** It has a session token. */
  readonly temporary: boolean;
  /** When it ends, where that is known; milliseconds since the epoch. */
  readonly expiresAt?: number;
}

/** A test, and where it failed why. */
export interface ExaminedOutcome extends TestOutcome {
  readonly diagnosis?: Diagnosis;
}

export interface Volumes {
  /** CONNECTION_NOT_FOUND, SECRET_MISSING, SECRET_STORE_*. The same object until the connection changes. */
  of(connectionId: ConnectionId): Promise<Volume>;
  /** A volume on an endpoint that is not saved, to test it. The caller closes it. */
  try(endpoint: StoreEndpoint, credential: StoreCredential): { readonly volume: Volume; close(): void };
  /** The key that signs for a connection now, also while its secret is out of reach; undefined where the connection is gone. */
  signingKey(connectionId: ConnectionId): SigningKey | undefined;
  /** CONNECTION_NOT_FOUND, SECRET_MISSING, SECRET_STORE_*. */
  credentialLife(connectionId: ConnectionId): Promise<CredentialLife>;
  /** A connection was added, changed or removed: links and waiting jobs may have to look again. */
  onChange(listener: (connectionId: ConnectionId) => void): () => void;
  /** Closes every socket; later calls of `of` reject with SHUTTING_DOWN. */
  close(): void;
}

/** What the dialogs of connections need beside volumes. */
export interface Examiner {
  /** Tests an endpoint that is not saved; a refusal is explained. Rejects with CANCELLED only. */
  examine(endpoint: StoreEndpoint, credential: StoreCredential, options?: TestOptions): Promise<ExaminedOutcome>;
  /** Tests a saved connection, with another endpoint where one is given. CONNECTION_NOT_FOUND, SECRET_STORE_*. */
  reexamine(
    connectionId: ConnectionId,
    options?: CallOptions & {
      readonly endpoint?: (StoreEndpoint & { readonly pinnedBuckets: readonly string[] }) | undefined;
    },
  ): Promise<ExaminedOutcome>;
  /**
   * Measures what the endpoint of a saved connection does, in a folder of its own below `bucket` that it removes again,
   * also where it fails or is stopped. READ_ONLY_CONNECTION, CANCELLED, and what keeps the bucket from being read at all.
   */
  probe(connectionId: ConnectionId, options: CallOptions & { readonly bucket: string }): Promise<ProbeResult>;
}
