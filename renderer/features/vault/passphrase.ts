export type PassphraseProblem = 'too-short' | 'too-long' | 'differ';

/** The contract's bounds, in characters. */
const least = 8;
const most = 1024;

/** `again` only where a new file is made; an existing one says itself whether it opens. */
export function passphraseProblem(passphrase: string, again: string | undefined): PassphraseProblem | undefined {
  if (passphrase.length < least) return 'too-short';
  if (passphrase.length > most) return 'too-long';
  return again === undefined || again === passphrase ? undefined : 'differ';
}
