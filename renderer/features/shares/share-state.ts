import type { Share } from '../../../preload/contract/index.ts';

/** `dead`: its connection or key is gone before its time. `used`: opened as often as it may be, or its file has come. */
export type ShareState = 'live' | 'expired' | 'dead' | 'used';

export function shareState(share: Share, now: number): ShareState {
  if (share.expiresAt <= now) return 'expired';
  if (!share.alive) return 'dead';
  const isUsed = share.maxOpens !== undefined && (share.opens ?? 0) >= share.maxOpens;
  return isUsed || (share.how === 'own' && share.received !== undefined) ? 'used' : 'live';
}

/** Links whose object, folder, bucket or connection holds every word. */
export function findShares(
  shares: readonly Share[],
  query: string,
  connectionName: (share: Share) => string,
): readonly Share[] {
  const words = query
    .toLocaleLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  if (words.length === 0) return shares;
  return shares.filter((share) => {
    const text = `${connectionName(share)} ${share.bucket} ${share.key} ${share.accessKeyId}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** Links that work first, those that end soonest before others; then the rest, newest first. */
export function sortShares(shares: readonly Share[], now: number): readonly Share[] {
  const isLive = (share: Share) => shareState(share, now) === 'live';
  return [...shares].sort((a, b) => {
    const live = Number(isLive(b)) - Number(isLive(a));
    if (live !== 0) return live;
    return isLive(a) ? a.expiresAt - b.expiresAt : b.createdAt - a.createdAt;
  });
}

/** Milliseconds until the clock on the screen has to move: by the second only where a link is about to end. */
export function clockPace(shares: readonly Share[], now: number): number {
  const soon = shares.some((share) => shareState(share, now) === 'live' && share.expiresAt - now < 120_000);
  return soon ? 1000 : 15_000;
}

/** The last part of a key, with the slash of a folder. */
export const shareName = (key: string): string => key.slice(key.replace(/\/$/, '').lastIndexOf('/') + 1);
