import type { ProviderId } from '../../preload/contract/index.ts';

/** Where a store is and how it is spoken to. */
export interface StoreEndpoint {
  readonly provider: ProviderId;
  /** http or https address, without user name, query or fragment. */
  readonly endpoint: string;
  readonly region: string;
  readonly addressing: 'path' | 'virtual';
}

export interface StoreCredential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** Milliseconds since the epoch, where known. */
  readonly expiresAt?: number | undefined;
}
