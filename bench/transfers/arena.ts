import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startQuayside } from '../contenders/quayside.ts';
import { findS3rver, startS3rver } from '../contenders/s3rver.ts';
import type { ServerProcess } from '../contenders/server-process.ts';
import { startLoadGenerator, type LoadGenerator } from '../load/load-generator.ts';

/** A server that files are moved to and from. */
export interface Store {
  readonly name: string;
  readonly server: ServerProcess;
  readonly endpoint: string;
  readonly credential: { readonly id: string; readonly secret: string };
  readonly provider: 'quayside' | 'other';
}

export const bucket = 'bench';

/** Stores and files for the rows; everything is below one folder that goes with the run. */
export interface Arena {
  readonly load: LoadGenerator;
  readonly embedded: Store;
  /** Absent where it cannot be had. */
  readonly other: Store | undefined;
  /** A file of so many MiB, random. */
  large(mebibytes: number): Promise<string>;
  /** A folder of so many files of so many bytes each, random. */
  many(files: number, bytes: number): Promise<string>;
  /** A new empty folder; the one of the call before is emptied. */
  fresh(name: string): Promise<string>;
  close(): Promise<void>;
}

export async function openArena(options: { skipped: (reason: string) => void }): Promise<Arena> {
  const home = await mkdtemp(join(tmpdir(), 'quayside-bench-'));
  // Gigabytes: they go also where the run is interrupted.
  const sweep = (): void => rmSync(home, { recursive: true, force: true });
  process.once('exit', sweep);
  const running: ServerProcess[] = [];
  const load = startLoadGenerator();
  const storeOf = (name: string, server: ServerProcess, provider: Store['provider']): Store => {
    running.push(server);
    const { port, credential = { id: '', secret: '' } } = server.target;
    return { name, server, endpoint: `http://127.0.0.1:${port}`, credential, provider };
  };
  const close = async (): Promise<void> => {
    await Promise.all([...running.map((server) => server.stop()), load.stop()]);
    process.off('exit', sweep);
    sweep();
  };
  try {
    const root = join(home, 'embedded');
    const embedded = storeOf('embedded', await startQuayside({ root, fast: true, buckets: [bucket] }), 'quayside');
    let other: Store | undefined;
    try {
      const directory = join(home, 's3rver');
      await mkdir(directory);
      other = storeOf('s3rver', await startS3rver(await findS3rver(), { directory, buckets: [bucket] }), 'other');
    } catch (error) {
      options.skipped(`s3rver: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown reason'}`);
    }
    return {
      load,
      embedded,
      other,
      async large(mebibytes) {
        const path = join(home, `large-${mebibytes}`);
        const file = await open(path, 'wx').catch((error: unknown) => {
          if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
          throw error;
        });
        if (!file) return path;
        for (let at = 0; at < mebibytes; at += 1) await file.write(randomBytes(1024 ** 2));
        await file.close();
        return path;
      },
      async many(files, bytes) {
        const path = join(home, `many-${files}-${bytes}`);
        const made = await mkdir(path).then(
          () => true,
          () => false,
        );
        if (!made) return path;
        for (let at = 0; at < files; at += 1) await writeFile(join(path, `file-${at}`), randomBytes(bytes));
        return path;
      },
      async fresh(name) {
        const path = join(home, 'fresh', name);
        await rm(path, { recursive: true, force: true });
        await mkdir(path, { recursive: true });
        return path;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
