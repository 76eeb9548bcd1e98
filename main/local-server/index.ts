/**
 * The embedded S3 server as the app runs it: its life, its port, the app's own key and the volumes of this computer.
 * It must never listen anywhere but on 127.0.0.1, and never give its key to anyone but the vault.
 */
export { createLocalServer, type LocalServer, type LocalServerOptions, type VolumeDraft } from './local-server.ts';
