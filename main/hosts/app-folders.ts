import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project, or the packed app: this file is two folders below it, in `main/hosts` as in the built `dist/main`. */
export const appRoot = join(dirname(fileURLToPath(import.meta.url)), '../..');
/** The built interface. */
export const pageFolder = join(appRoot, 'dist/renderer');
/** The built preload script. */
export const preloadScript = join(appRoot, 'dist/preload/bridge.cjs');

export function appVersion(): string {
  const { version } = JSON.parse(readFileSync(join(appRoot, 'package.json'), 'utf8')) as { version: string };
  return version;
}

type Env = Readonly<Record<string, string | undefined>>;

/** QUAYSIDE_HOME, or the platform's folder for the data of programs. Absolute. */
export function homeFolder(env: Env = process.env, platform: NodeJS.Platform = process.platform): string {
  if (env['QUAYSIDE_HOME']) return resolve(env['QUAYSIDE_HOME']);
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData/Local'), 'Quayside');
  if (platform === 'darwin') return join(homedir(), 'Library/Application Support/Quayside');
  // XDG Base Directory Specification: a path that is not absolute is to be ignored.
  const data = env['XDG_DATA_HOME']?.startsWith('/') ? env['XDG_DATA_HOME'] : join(homedir(), '.local/share');
  return join(data, 'quayside');
}
