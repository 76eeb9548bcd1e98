import * as electron from 'electron';
import { createBackend } from '../../backend.ts';
import { createKeychain } from '../../vault/index.ts';
import { appVersion, homeFolder, pageFolder, preloadScript } from '../app-folders.ts';
import { openHostLog } from '../host-log.ts';
import { startElectron } from './start-electron.ts';

const home = homeFolder();
const log = openHostLog(home);
const s3Port = Number(process.env['QUAYSIDE_S3_PORT'] ?? NaN);

// Not awaited: Electron emits `ready` only after this module was evaluated, and the start waits for `ready`
// (https://github.com/electron/electron/issues/40719). A failure was shown in a dialog already.
startElectron(electron, {
  home,
  createBackend,
  keychain: createKeychain({ log }),
  version: appVersion(),
  pageFolder,
  preload: preloadScript,
  args: process.argv.slice(1),
  platform: process.platform,
  ...(Number.isInteger(s3Port) ? { s3Port } : {}),
  log,
}).catch((error: unknown) =>
  log(`the app did not start: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
);
