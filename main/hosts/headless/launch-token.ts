import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const hash = (text: string) => createHash('sha256').update(text).digest();

/** 256 random bits as 43 characters of base64url. */
export const newToken = (): string => randomBytes(32).toString('base64url');
/** What is kept of a token: its SHA-256 as hex. */
export const hashToken = (token: string): string => hash(token).toString('hex');

/** The one-time token in the printed address. Each use makes the next one. */
export class LaunchToken {
  #current = newToken();

  get current(): string {
    return this.#current;
  }

  /** True once for each token. The time it takes tells nothing about how much of a guess was right. */
  redeem(candidate: string): boolean {
    if (!timingSafeEqual(hash(candidate), hash(this.#current))) return false;
    this.#current = newToken();
    return true;
  }
}
