import { rmSync } from 'node:fs';
import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startNginx } from '../contenders/nginx.ts';
import { startQuayside } from '../contenders/quayside.ts';
import { findS3rver, startS3rver } from '../contenders/s3rver.ts';
import { startServer, type ServerProcess } from '../contenders/server-process.ts';
import { startLoadGenerator, type LoadGenerator } from '../load/load-generator.ts';

/** All that the rows measure, running side by side. Paths `/bench/…` are in a bucket that every store has. */
export interface Arena {
  readonly quick: boolean;
  readonly load: LoadGenerator;
  /** Waits for the disk. */
  readonly durable: ServerProcess;
  readonly fast: ServerProcess;
  /** Node's own limit: see limit-server.ts. */
  readonly limit: ServerProcess;
  /** The path of its command, and one that runs; absent where it cannot be had. */
  readonly s3rver: { readonly command: string; readonly server: ServerProcess } | undefined;
  /** Serves `plainFile` as `/plain`. */
  readonly nginx: ServerProcess | undefined;
  /** A file that nginx and `.pipe` read. */
  readonly plainFile: string;
  /** A new directory, gone with the arena. */
  readonly scratch: (name: string) => Promise<string>;
  close(): Promise<void>;
}

/** Starts everything; peers that cannot be had are named to `skipped` with the reason. */
export async function openArena(options: { quick: boolean; skipped: (reason: string) => void }): Promise<Arena> {
  const home = await mkdtemp(join(tmpdir(), 'quayside-bench-'));
  // Gigabytes: they go also where the run is interrupted, when servers that were just killed may still write.
  const sweep = (): void => rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 25 });
  process.once('exit', sweep);
  const running: ServerProcess[] = [];
  const scratch = async (name: string): Promise<string> => {
    const directory = join(home, name);
    await mkdir(directory);
    return directory;
  };
  const keep = async (starting: Promise<ServerProcess>): Promise<ServerProcess> => {
    const server = await starting;
    running.push(server);
    return server;
  };
  const attempt = async <T>(name: string, start: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await start();
    } catch (error) {
      options.skipped(`${name}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown reason'}`);
      return undefined;
    }
  };
  const load = startLoadGenerator();
  const close = async (): Promise<void> => {
    await Promise.all([...running.map((server) => server.stop()), load.stop()]);
    process.off('exit', sweep);
    sweep();
  };
  try {
    const plain = await scratch('plain');
    const plainFile = join(plain, 'plain');
    const folders = [{ name: 'files', directory: await scratch('files') }];
    return {
      quick: options.quick,
      load,
      durable: await keep(startQuayside({ root: await scratch('durable'), buckets: ['bench'] })),
      fast: await keep(startQuayside({ root: await scratch('fast'), fast: true, buckets: ['bench'], folders })),
      limit: await keep(
        startServer({
          command: process.execPath,
          arguments: [fileURLToPath(new URL('../contenders/limit-server.ts', import.meta.url)), plainFile],
        }),
      ),
      s3rver: await attempt('s3rver', async () => {
        const command = await findS3rver();
        const directory = await scratch('s3rver');
        return { command, server: await keep(startS3rver(command, { directory, buckets: ['bench'] })) };
      }),
      nginx: await attempt('nginx', async () => keep(startNginx(plain, await scratch('nginx')))),
      plainFile,
      scratch,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
