/**
 * The two ways to run the app: in a window of its own, or for a browser on this machine; and `npm start`, which chooses.
 * It must never hold a rule of the app itself: hosts carry the contract, lend what their platform has, and judge who asks.
 */
export { startHeadless, type HeadlessHost, type HeadlessOptions } from './headless/index.ts';
