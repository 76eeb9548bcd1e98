import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../base/index.ts';
import type { HostSessions } from '../../backend.ts';
import { hashToken, newToken } from './launch-token.ts';

/** How long a browser stays signed in after its last visit, in milliseconds. */
const lifetime = 30 * 86_400_000;

export interface WebSession {
  /** Names the session to the backend; nothing can be done with it from outside. */
  readonly id: string;
}

/** Browsers that redeemed a launch token. Their token lives in a cookie; only its hash is kept here. */
export class WebSessions {
  readonly #records: HostSessions;
  readonly #clock: Clock;

  constructor(records: HostSessions, clock: Clock) {
    this.#records = records;
    this.#clock = clock;
    records.removeExpired(clock.now());
  }

  /** @returns the value of the Set-Cookie header of a new session */
  begin(host: string): string {
    const token = newToken();
    const now = this.#clock.now();
    this.#records.put({ tokenHash: hashToken(token), createdAt: now, expiresAt: now + lifetime });
    // Strict: no other site can cause a request that carries it. HttpOnly: no script reads it. Not Secure: loopback is http.
    return `${cookieName(host)}=${token}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${lifetime / 1000}`;
  }

  find(request: IncomingMessage, host: string): WebSession | undefined {
    const token = readCookie(request.headers.cookie, cookieName(host));
    if (token === undefined) return undefined;
    const tokenHash = hashToken(token);
    const now = this.#clock.now();
    const record = this.#records.find(tokenHash);
    if (record === undefined || record.expiresAt <= now) return undefined;
    // Once a day is enough to keep a used session alive.
    if (record.expiresAt - now < lifetime - 86_400_000) {
      this.#records.put({ tokenHash, createdAt: record.createdAt, expiresAt: now + lifetime });
    }
    return { id: `web-${tokenHash.slice(0, 32)}` };
  }
}

/** Cookies know no ports: the port as the browser sees it keeps two instances on one name apart. */
const cookieName = (host: string): string => `quayside_${/:(\d+)$/.exec(host)?.[1] ?? '80'}`;

/** The value where the name is there exactly once. */
function readCookie(header: string | undefined, name: string): string | undefined {
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1));
  return values.length === 1 && /^[\w-]{43}$/.test(values[0] ?? '') ? values[0] : undefined;
}
