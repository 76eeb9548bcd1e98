import { fileURLToPath } from 'node:url';
import { startServer, type ServerProcess } from './server-process.ts';

export interface QuaysideOptions {
  readonly root: string;
  /** Does not wait for the disk. Default false. */
  readonly fast?: boolean;
  readonly buckets?: readonly string[];
  readonly folders?: readonly { readonly name: string; readonly directory: string }[];
}

const credential = { id: 'BENCH', secret: 'bench-secret-of-no-worth' };

/** The embedded server as `npm run s3` runs it. */
export function startQuayside({
  root,
  fast = false,
  buckets = [],
  folders = [],
}: QuaysideOptions): Promise<ServerProcess> {
  return startServer({
    command: process.execPath,
    arguments: [
      fileURLToPath(new URL('../../main/s3-server/cli.ts', import.meta.url)),
      '--root',
      root,
      '--port',
      '0',
      ...(fast ? ['--fast'] : []),
      ...buckets.flatMap((name) => ['--bucket', name]),
      ...folders.flatMap(({ name, directory }) => ['--folder', `${name}=${directory}`]),
    ],
    environment: { QUAYSIDE_S3_KEYS: `${credential.id}:${credential.secret}` },
    credential,
  });
}
