import type { Session, WebContents } from 'electron';
import type { Opener } from '../../ports/index.ts';
import { isPageUrl } from './app-scheme.ts';
import { isSafeExternal } from './native-ports.ts';

/**
 * Keeps a page where it belongs: no navigation, redirect, frame or window leads anywhere else. A link to an https
 * address is opened in the system's browser, everything else is dropped.
 */
export function guardContents(contents: WebContents, opener: Opener): void {
  const hold = (event: { preventDefault(): void; readonly url: string }) => {
    if (!isPageUrl(event.url)) event.preventDefault();
  };
  contents.on('will-navigate', hold);
  contents.on('will-redirect', hold);
  contents.on('will-frame-navigate', hold);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (isSafeExternal(url)) void opener.openExternal(url);
    return { action: 'deny' };
  });
}

/** Copying a link is the only power of a browser that the page has use for. */
const granted: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Electron grants every permission unless it is told otherwise; here each is refused unless it is named above. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer) => {
    answer(granted.has(permission) && isPageUrl(contents.getURL()));
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => granted.has(permission) && isPageUrl(origin));
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, answer) => {
    const { protocol } = new URL(details.url);
    // What the page makes itself and the inspector's own files; nothing of it leaves the machine.
    const inside = isPageUrl(details.url) || protocol === 'blob:' || protocol === 'devtools:';
    answer({ cancel: !inside });
  });
  session.on('will-download', (event, item) => {
    if (!isPageUrl(item.getURL())) event.preventDefault();
  });
}
