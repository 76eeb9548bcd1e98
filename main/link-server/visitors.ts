import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { ShareId } from '../../preload/contract/index.ts';
import { passes } from './pass-check.ts';

/** Who may open a link with a password, and who has opened one already. All of it ends with the app. */
export interface Visitors {
  /** By the cookie, or by HTTP's own Basic scheme. `slow`: too many wrong tries. */
  admits(link: Guarded, request: IncomingMessage): Promise<'yes' | 'no' | 'slow'>;
  /** Judges a typed password. */
  tries(link: Guarded, password: string): Promise<'yes' | 'no' | 'slow'>;
  /** A cookie that lets this visitor in for an hour. */
  cookie(link: Guarded, kind: Kind, path: string): string;
  /** Whether this visitor's open was counted within the hour. */
  hasOpened(link: Guarded, request: IncomingMessage): boolean;
}
interface Guarded {
  readonly id: ShareId;
  readonly passCheck?: string | undefined;
}
type Kind = 'pass' | 'open';

/** Seconds. */
const cookieLife = 3600;
/** Wrong passwords for one link within `triesWithin` milliseconds, from whomever. */
const mostTries = 10;
const triesWithin = 15 * 60_000;

export function createVisitors(now: () => number): Visitors {
  const runKey = randomBytes(32);
  const wrong = new Map<ShareId, number[]>();
  const nameOf = (kind: Kind, id: ShareId): string => `quayside-${kind}-${id}`;
  // The check value is part of it: another password, or none, makes another cookie.
  const seal = (kind: Kind, { id, passCheck }: Guarded, until: number): string =>
    createHmac('sha256', runKey)
      .update(`${kind}.${id}.${passCheck ?? ''}.${until}`)
      .digest('base64url');

  function holds(kind: Kind, link: Guarded, request: IncomingMessage): boolean {
    const name = nameOf(kind, link.id);
    for (const part of (request.headers.cookie ?? '').split(';')) {
      const [key, value = ''] = part.trim().split('=', 2);
      if (key !== name) continue;
      const [until = '', given = ''] = value.split('.');
      const wanted = Buffer.from(seal(kind, link, Number(until)));
      const got = Buffer.from(given);
      if (Number(until) > now() && wanted.length === got.length && timingSafeEqual(wanted, got)) return true;
    }
    return false;
  }

  async function tries(link: Guarded, password: string): Promise<'yes' | 'no' | 'slow'> {
    if (link.passCheck === undefined) return 'yes';
    const before = (wrong.get(link.id) ?? []).filter((at) => at > now() - triesWithin);
    if (before.length >= mostTries) return 'slow';
    // Counted before it is judged: many at once are no way around the limit.
    wrong.set(link.id, [...before, now()]);
    if (password.length > 256 || !(await passes(link.passCheck, password))) return 'no';
    wrong.delete(link.id);
    return 'yes';
  }

  return {
    async admits(link, request) {
      if (link.passCheck === undefined || holds('pass', link, request)) return 'yes';
      const basic = /^Basic ([A-Za-z0-9+/=]{1,1024})$/i.exec(request.headers.authorization ?? '')?.[1];
      if (basic === undefined) return 'no';
      const text = Buffer.from(basic, 'base64').toString('utf8');
      return tries(link, text.slice(text.indexOf(':') + 1));
    },
    tries,
    cookie(link, kind, path) {
      const until = now() + cookieLife * 1000;
      const value = `${until}.${seal(kind, link, until)}`;
      return `${nameOf(kind, link.id)}=${value}; Path=${path}; Max-Age=${cookieLife}; HttpOnly; SameSite=Lax`;
    },
    hasOpened: (link, request) => holds('open', link, request),
  };
}
