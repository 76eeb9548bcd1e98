/**
 * Builds what the app runs from: the interface with Vite, the two hosts, the server's command line, the hashing worker
 * and the preload script with Rolldown. `npm run build` runs it; `npm start` runs it where something is missing or older
 * than its sources.
 */
import { existsSync, globSync, mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** What `node` runs to build everything. */
export const buildScript = fileURLToPath(import.meta.url);

const stamp = join(projectRoot, 'dist/.built');
const sources = [
  'main/**/*.ts',
  'preload/**/*.ts',
  'renderer/**/*',
  'vite.config.ts',
  'package.json',
  'package-lock.json',
];

/** Entry points of the backend, by the name of their file in `dist/main`. */
const backendEntries = {
  electron: 'main/hosts/electron/entry.ts',
  headless: 'main/hosts/headless/entry.ts',
  s3: 'main/s3-server/cli.ts',
  'hash-worker': 'main/base/hashing/hash-worker.ts',
};
const bridgeEntry = 'preload/bridge/bridge.ts';

/** Native addons and what Electron provides stay outside the bundles. */
const external = [/^node:/, 'electron', '@github/keytar', '@node-rs/crc32', 'bufferutil', 'utf-8-validate'];

/** True where nothing was built yet, or a source changed since. */
export function isStale(): boolean {
  if (!existsSync(stamp)) return true;
  const builtAt = statSync(stamp).mtimeMs;
  return sources.some((pattern) =>
    globSync(pattern, { cwd: projectRoot }).some((file) => statSync(join(projectRoot, file)).mtimeMs > builtAt),
  );
}

/** Builds everything into `dist`. Rejects with the builder's own error. */
export async function buildAll(): Promise<void> {
  const startedAt = new Date();
  const [{ build: buildInterface }, { rolldown }] = await Promise.all([import('vite'), import('rolldown')]);
  await buildInterface({ configFile: join(projectRoot, 'vite.config.ts'), logLevel: 'warn' });

  const backend = await rolldown({
    cwd: projectRoot,
    input: backendEntries,
    platform: 'node',
    external,
    logLevel: 'warn',
  });
  await backend.write({
    dir: join(projectRoot, 'dist/main'),
    format: 'esm',
    sourcemap: true,
    cleanDir: true,
    entryFileNames: '[name].js',
    // Beside the entries: a chunk finds the hashing worker relative to itself.
    chunkFileNames: '[name]-[hash].js',
  });
  await backend.close();

  // Sandboxed preload scripts cannot be modules.
  const bridge = await rolldown({ cwd: projectRoot, input: bridgeEntry, platform: 'node', external, logLevel: 'warn' });
  await bridge.write({ file: join(projectRoot, 'dist/preload/bridge.cjs'), format: 'cjs', sourcemap: true });
  await bridge.close();

  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, '');
  // A source saved while the build ran is newer than the build.
  utimesSync(stamp, startedAt, startedAt);
}

if (import.meta.main) await buildAll();
