import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract, type ConnectionId, type KeyTool, type ServerKey } from '../../preload/contract/index.ts';
import type { Handlers } from '../../preload/rpc/handlers.ts';
import { systemClock } from '../base/index.ts';
import { openDatabase, type AppDatabase } from '../database/index.ts';
import { createLocalServer, type LocalServer } from '../local-server/index.ts';
import { createFakeKeychain } from '../vault/testing/fake-keychain.testkit.ts';
import { createVault, type Vault } from '../vault/index.ts';
import { createKeys, type Keys } from '../keys/index.ts';
import { createVolumes } from '../volumes/index.ts';
import { createGrants } from './grants.ts';
import { createKeysHandlers } from './keys.ts';

const context = { signal: new AbortController().signal, session: 'test' };
let top: string;
let database: AppDatabase;
let vault: Vault;
let localServer: LocalServer;
let volumes: ReturnType<typeof createVolumes>;
let life: Keys;
let keys: Handlers['keys'];
let made: { key: ServerKey; secretAccessKey: string };

beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), 'quayside-keys-'));
  const log = () => {};
  const options = { home: join(top, 'home'), clock: systemClock, log };
  database = openDatabase(options);
  vault = createVault({ ...options, database, keychain: createFakeKeychain() });
  await vault.start();
  localServer = createLocalServer({ ...options, database, vault });
  await localServer.start();
  volumes = createVolumes({ ...options, vault });
  life = createKeys({ ...options, database, vault, volumes, ports: {}, local: () => localServer.watch.snapshot() });
  keys = createKeysHandlers({ vault, keys: life, grants: createGrants() });
  const local = vault.connections.get('local' as ConnectionId);
  const s3 = new S3Client({
    endpoint: local.endpoint,
    region: local.region,
    credentials: await vault.connections.credential(local.id),
    forcePathStyle: true,
  });
  await s3.send(new PutObjectCommand({ Bucket: 'my-files', Key: 'found it.txt', Body: 'x' }));
  s3.destroy();
  const permissions = { read: true, write: false, delete: false, admin: false };
  made = await keys.create({ name: 'tools', volumes: ['my-files'], permissions }, context);
});
afterAll(async () => {
  life.close();
  volumes.close();
  await localServer.stop();
  await vault.close();
  database.close();
  rmSync(top, { recursive: true, force: true });
});

const has = (tool: string, ...args: string[]) => spawnSync(tool, args, { stdio: 'ignore' }).status === 0;
const bare = () => ({ PATH: process.env.PATH ?? '', HOME: top, AWS_EC2_METADATA_DISABLED: 'true' });
async function snippet(tool: KeyTool): Promise<string> {
  const { text } = contract.keys.snippet.output.parse(
    await keys.snippet({ subject: { kind: 'server-key', id: made.key.id }, tool }, context),
  );
  expect(text).toContain(made.key.accessKeyId);
  expect(text).not.toContain(made.secretAccessKey);
  return text.replaceAll('YOUR-SECRET-KEY', made.secretAccessKey);
}
/** Not the synchronous call: the server that the tool talks to is in this process. */
async function listed(command: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(command, args, { env: bare(), timeout: 60_000 });
  return `${stdout}\n${stderr}`;
}

describe('keys > snippet', () => {
  const aws = has('aws', '--version');
  const boto3 = has('python3', '-c', 'import boto3');
  const rclone = has('rclone', 'version');
  const s3cmd = has('s3cmd', '--version');
  const tools = { aws, boto3, rclone, s3cmd };
  for (const [tool, there] of Object.entries(tools))
    if (!there) console.log(`skipped: the ${tool} snippet: not installed`);

  it.runIf(aws)('aws-cli: the text, as its configuration, lists the volume', async () => {
    mkdirSync(join(top, '.aws'));
    writeFileSync(join(top, '.aws', 'config'), await snippet('aws-cli'));
    expect(await listed('aws', ['s3', 'ls', 's3://my-files', '--profile', 'quayside'])).toContain('found it.txt');
  });

  it.runIf(aws)('environment: the text, run as it stands, lists the volume', async () => {
    expect(await listed('sh', ['-ec', `${await snippet('environment')}aws s3 ls s3://my-files`])).toContain(
      'found it.txt',
    );
  });

  it.runIf(aws)('aws-command: the text, run as it stands, lists the volume', async () => {
    expect(await listed('sh', ['-ec', await snippet('aws-command')])).toContain('found it.txt');
  });

  it.runIf(boto3)('boto3: the text, run as it stands, lists the volume', async () => {
    expect(await listed('python3', ['-c', await snippet('boto3')])).toContain('found it.txt 1');
  });

  it.runIf(rclone)('rclone: the text, as its configuration, lists the volume', async () => {
    const file = join(top, 'rclone.conf');
    writeFileSync(file, await snippet('rclone'));
    expect(await listed('rclone', ['--config', file, 'ls', 'quayside:my-files'])).toContain('found it.txt');
  });

  it.runIf(s3cmd)('s3cmd: the text, as its configuration, lists the volume', async () => {
    const file = join(top, 'quayside.s3cfg');
    writeFileSync(file, await snippet('s3cmd'));
    expect(await listed('s3cmd', ['-c', file, 'ls', 's3://my-files'])).toContain('found it.txt');
  });

  it('of a key that is not there', async () => {
    const id = 'nobody' as typeof made.key.id;
    await expect(async () =>
      keys.snippet({ subject: { kind: 'server-key', id }, tool: 'boto3' }, context),
    ).rejects.toMatchObject({
      code: 'KEY_NOT_FOUND',
    });
  });
});

it('keys > what crosses fits the contract, and only create and rotate show a secret', async () => {
  const live = await keys.watch({}, context);
  const before = contract.keys.watch.snapshot.parse(await live.snapshot());
  expect(before.keys.map((key) => key.name)).toEqual(['tools']);
  const deltas: unknown[] = [];
  const end = live.subscribe((delta) => deltas.push(contract.keys.watch.delta.parse(delta)));
  const { id } = made.key;
  const rotated = contract.keys.rotate.output.parse(await keys.rotate({ id }, context));
  expect(await keys.revoke({ id }, context)).toEqual({});
  end();
  expect(deltas.length).toBeGreaterThanOrEqual(2);
  expect(JSON.stringify([before, deltas])).not.toContain(rotated.secretAccessKey);
});
