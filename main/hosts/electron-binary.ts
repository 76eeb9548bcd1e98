import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Env;
  /** Of the account; undefined where the platform has none. */
  readonly userId: number | undefined;
  /** Of the electron package, or undefined where it is not installed. */
  readonly electronFolder: string | undefined;
  /** Gets the binary of an installed package; resolves to whether it ended well. */
  readonly install: (folder: string) => Promise<boolean>;
  readonly say: (line: string) => void;
}

/** The binary to open the window with, or in a few words why there can be none. */
export async function findElectron(
  around: Surroundings,
): Promise<{ readonly path: string } | { readonly lack: string }> {
  const { platform, env, electronFolder } = around;
  const isMacOrWindows = platform === 'darwin' || platform === 'win32';
  if (!isMacOrWindows && !env['DISPLAY'] && !env['WAYLAND_DISPLAY']) return { lack: 'there is no display' };
  // Chromium's sandbox does not work for root, and without the sandbox no page is loaded.
  if (!isMacOrWindows && around.userId === 0) return { lack: 'this is the root account' };
  if (electronFolder === undefined) return { lack: 'Electron is not installed' };
  const path = binaryIn(electronFolder, env);
  if (path !== undefined) return { path };
  around.say('Getting Electron, once …');
  const installed = (await around.install(electronFolder)) ? binaryIn(electronFolder, env) : undefined;
  return installed === undefined ? { lack: 'the Electron binary cannot be had' } : { path: installed };
}

/** As electron's own index.js finds it: path.txt names the file below `dist`. */
function binaryIn(folder: string, env: Env): string | undefined {
  const pathFile = join(folder, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const path = join(env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), readFileSync(pathFile, 'utf8').trim());
  return existsSync(path) ? path : undefined;
}

export function installedElectron(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

/** Runs the package's own installer, which checks what it fetched; after `limit` milliseconds it is given up. */
export function runElectronInstaller(folder: string, limit = 120_000): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const child = spawn(process.execPath, [join(folder, 'install.js')], { stdio: 'ignore', timeout: limit });
  child.once('error', () => resolve(false));
  child.once('exit', (code) => resolve(code === 0));
  return promise;
}
