import { execFile } from 'node:child_process';
import { realpath } from 'node:fs/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port.ts';
import { startServer, type ServerProcess } from './server-process.ts';

const wanted = 's3rver@3.7.1';

/** Resolves with the path of s3rver's command, fetched by npm where it is not there yet. Throws with npm's reason. */
export async function findS3rver(): Promise<string> {
  const { stdout } = await promisify(execFile)(
    'npm',
    ['exec', '--yes', `--package=${wanted}`, '-c', 'command -v s3rver'],
    { timeout: 60_000 },
  );
  return await realpath(stdout.trim());
}

/** `command` from `findS3rver`. */
export async function startS3rver(
  command: string,
  { directory, buckets }: { directory: string; buckets: readonly string[] },
): Promise<ServerProcess> {
  const port = await freePort();
  return await startServer({
    command: process.execPath,
    arguments: [
      // It signs with a hash that OpenSSL 3 calls legacy.
      '--openssl-legacy-provider',
      command,
      '--silent',
      '--directory',
      directory,
      '--address',
      '127.0.0.1',
      '--port',
      String(port),
      ...buckets.flatMap((name) => ['--configure-bucket', name]),
    ],
    credential: { id: 'S3RVER', secret: 'S3RVER' },
    port,
  });
}
