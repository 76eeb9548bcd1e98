import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface RehearsalStore {
  readonly endpoint: string;
  readonly region: string;
  /** Where its management API is. */
  readonly management: string;
  readonly token: string;
  readonly key: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

/** `npm run s3` as one of the stores, with its management API: a process of its own on free ports. */
export async function startRehearsalStore(profile: 'runsite' | 'archil', bucket: string): Promise<RehearsalStore> {
  const root = await mkdtemp(join(tmpdir(), 'quayside-rehearsal-'));
  const key = { accessKeyId: 'REHEARSALKEY', secretAccessKey: 'not-a-secret-of-anybody' };
  const token = 'a-token-for-rehearsals';
  const args = ['main/s3-server/cli.ts', '--root', join(root, 'data'), '--port', '0', '--profile', profile];
  const child = spawn(process.execPath, [...args, '--bucket', bucket, '--management-port', '0', '--fast'], {
    env: {
      ...process.env,
      QUAYSIDE_S3_KEYS: `${key.accessKeyId}:${key.secretAccessKey}`,
      QUAYSIDE_MANAGEMENT_TOKEN: token,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const said = JSON.parse(line) as { endpoint: string; region: string; management: string };
  return {
    ...said,
    token,
    key,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(root, { recursive: true, force: true });
    },
  };
}
