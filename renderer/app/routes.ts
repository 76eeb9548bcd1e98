import type { ConnectionId, Place } from '../../preload/contract/index.ts';

export type Screen = 'keys' | 'links' | 'server' | 'settings';
/** Where the window is. It lives in the fragment of the address, so that a reload keeps it. */
export type Route =
  | { readonly kind: 'home' }
  | { readonly kind: 'place'; readonly place: Place; readonly focusKey?: string }
  | { readonly kind: 'screen'; readonly screen: Screen }
  /** A bucket that some connection has, and a key in it: where an address `s3://bucket/key` leads. */
  | { readonly kind: 'open'; readonly bucket: string; readonly key: string };

export const screens: readonly Screen[] = ['keys', 'links', 'server', 'settings'];
const isScreen = (text: string): text is Screen => screens.some((screen) => screen === text);

/** Keys may hold any character: each level is encoded by itself, so that the address stays readable. */
const encodePath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

export function printRoute(route: Route): string {
  if (route.kind === 'home') return '#/';
  if (route.kind === 'screen') return `#/${route.screen}`;
  if (route.kind === 'open')
    return `#/open?${new URLSearchParams({ bucket: route.bucket, key: route.key }).toString()}`;
  const { connectionId, bucket, prefix } = route.place;
  const focus = route.focusKey === undefined ? '' : `?focus=${encodeURIComponent(route.focusKey)}`;
  return `#/at/${connectionId}/${encodeURIComponent(bucket)}/${encodePath(prefix)}${focus}`;
}

/** Anything that is not a route leads home. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  if (isScreen(path)) return { kind: 'screen', screen: path };
  if (path === 'open') {
    const asked = new URLSearchParams(query);
    const bucket = asked.get('bucket') ?? '';
    return bucket === '' ? { kind: 'home' } : { kind: 'open', bucket, key: asked.get('key') ?? '' };
  }
  const [word, connectionId, bucket, ...levels] = path.split('/');
  if (word !== 'at' || connectionId === undefined || bucket === undefined || bucket === '') return { kind: 'home' };
  try {
    const focus = new URLSearchParams(query).get('focus');
    return {
      kind: 'place',
      place: {
        connectionId: decodeURIComponent(connectionId) as ConnectionId,
        bucket: decodeURIComponent(bucket),
        prefix: levels.map(decodeURIComponent).join('/'),
      },
      ...(focus === null ? {} : { focusKey: focus }),
    };
  } catch (thrown) {
    if (thrown instanceof URIError) return { kind: 'home' };
    throw thrown;
  }
}
