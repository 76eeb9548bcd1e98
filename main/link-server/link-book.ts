import type { ShareId } from '../../preload/contract/index.ts';
import type { StoredShare } from '../database/index.ts';

/** A link that this server answers to. */
export type ServedLink = StoredShare;

/** Who knows the links. Every call is answered from memory and the database at once. */
export interface LinkBook {
  /** By the SHA-256 of the token; also links that have expired, so that it can be said. */
  find(tokenHash: string): ServedLink | undefined;
  /** Counts an open; false where the link may not be opened any more. */
  countOpen(id: ShareId): boolean;
  /** Nothing could be sent: the open does not count. */
  uncountOpen(id: ShareId): void;
  /** Notes the file that came in; false where one had come in before. */
  receive(id: ShareId, file: { readonly key: string; readonly size: number }): boolean;
}
