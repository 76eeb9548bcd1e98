/**
 * The embedded S3 server as the app runs it: its life, its port, the app's own key, the volumes of this computer with the key
 * they are encrypted with and the stores they stand in for, and the management API. It must never listen anywhere but on
 * 127.0.0.1, and never give a key or a token to anyone but the vault, but for the one time that a token is made.
 */
export { createLocalServer, type LocalServer, type LocalServerOptions, type VolumeDraft } from './local-server.ts';
