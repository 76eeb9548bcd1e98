import type {
  ConnectionId,
  LimitedBy,
  LinkHow,
  LinkWay,
  Selection,
  Share,
  ShareId,
} from '../../preload/contract/index.ts';

export interface LinkLife {
  /** At least 1. */
  readonly seconds: number;
  readonly show: 'inline' | 'download';
  /** The store's where absent. */
  readonly way?: LinkWay | undefined;
}
/** What only a link that Quayside serves can have. */
export interface OwnTerms {
  readonly password?: string | undefined;
  readonly maxOpens?: number | undefined;
}
export interface ShareRequest extends LinkLife, OwnTerms {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
  readonly key: string;
}
export interface ManyRequest extends LinkLife, OwnTerms {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
  /** Names are told without it. */
  readonly base: string;
  readonly selection: Selection;
  readonly page: boolean;
}
export interface UploadRequest {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
  readonly prefix: string;
  readonly name?: string | undefined;
  readonly seconds: number;
  readonly way: LinkWay;
  readonly maxBytes: number;
  readonly contentType?: string | undefined;
  readonly password?: string | undefined;
}
export interface Foreseen {
  /** Milliseconds since the epoch by our clock. */
  readonly expiresAt: number;
  readonly seconds: number;
  readonly limitedBy: LimitedBy;
  readonly how: LinkHow;
}
export interface LinkAddress {
  readonly key: string;
  readonly url: string;
}
export interface SharesDelta {
  readonly upsert: Share[];
  readonly remove: ShareId[];
}
