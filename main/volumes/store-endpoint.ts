import type { ProviderId } from '../../preload/contract/index.ts';

/** Where a store is and how it is spoken to. */
export interface StoreEndpoint {
  readonly provider: ProviderId;
  /** http or https address, without user name, query or fragment. */
  readonly endpoint: string;
  readonly region: string;
  readonly addressing: 'path' | 'virtual';
  /** Certificates in PEM, trusted beside those of the system. */
  readonly ca?: string | undefined;
  /** An http proxy without user name and password. */
  readonly proxy?: string | undefined;
  /** The store's clock less ours, milliseconds: signatures begin with it. */
  readonly clockOffset?: number | undefined;
}

export interface StoreCredential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Milliseconds since the epoch, where known. */
  readonly expiresAt?: number | undefined;
}
