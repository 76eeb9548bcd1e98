/**
 * The host without a window: the whole app as plain Node on 127.0.0.1, used from a browser.
 * It must never listen anywhere else, never answer a request of another site, and never import electron.
 */
export { startHeadless, type HeadlessHost, type HeadlessOptions } from './start-headless.ts';
