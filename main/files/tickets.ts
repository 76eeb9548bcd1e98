import { randomBytes } from 'node:crypto';
import { AppError, type ConnectionId, type FileId, type JobId, type Selection } from '../../preload/contract/index.ts';

/** What an address stands for. */
export type Errand =
  | {
      readonly kind: 'preview' | 'save';
      readonly connectionId: ConnectionId;
      readonly bucket: string;
      readonly key: string;
    }
  | {
      readonly kind: 'archive';
      readonly connectionId: ConnectionId;
      readonly bucket: string;
      readonly base: string;
      readonly selection: Selection;
    }
  | { readonly kind: 'receive'; readonly jobId: JobId; readonly fileId: FileId; readonly offset: number };

export interface Ticket {
  /** Path of the address; the host's own origin goes before it. */
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** Unguessable, short-lived names for errands, each bound to one session. */
export interface Tickets {
  /** TOO_BUSY where a session holds too many. */
  issue(errand: Errand, session: string): Ticket;
  /** The errand without using it up; undefined for what is unknown, spent, late or another session's. */
  look(ticket: string, session: string): Errand | undefined;
  /** The same, and an address of one use is used up. */
  use(ticket: string, session: string): Errand | undefined;
  endSession(session: string): void;
}

const minute = 60_000;
/** Previews are read by ranges until they expire; the others are for one use that begins soon. */
const lifetimes: Readonly<Record<Errand['kind'], number>> = {
  preview: 30 * minute,
  save: 5 * minute,
  archive: 5 * minute,
  receive: 30 * minute,
};
const mostPerSession = 5000;

export function createTickets(now: () => number): Tickets {
  /** In the order they were issued. */
  const sessions = new Map<string, Map<string, { readonly errand: Errand; readonly expiresAt: number }>>();

  const find = (ticket: string, session: string) => {
    const held = sessions.get(session)?.get(ticket);
    return held && held.expiresAt > now() ? held.errand : undefined;
  };
  return {
    issue(errand, session) {
      const held = sessions.get(session) ?? new Map<string, { errand: Errand; expiresAt: number }>();
      sessions.set(session, held);
      if (held.size >= mostPerSession) {
        for (const [ticket, { expiresAt }] of held) if (expiresAt <= now()) held.delete(ticket);
        if (held.size >= mostPerSession) throw new AppError('TOO_BUSY');
      }
      const ticket = randomBytes(32).toString('base64url');
      const expiresAt = now() + lifetimes[errand.kind];
      held.set(ticket, { errand, expiresAt });
      return { url: `/files/${ticket}`, expiresAt };
    },
    look: find,
    use(ticket, session) {
      const errand = find(ticket, session);
      if (errand && errand.kind !== 'preview') sessions.get(session)?.delete(ticket);
      return errand;
    },
    endSession(session) {
      sessions.delete(session);
    },
  };
}
