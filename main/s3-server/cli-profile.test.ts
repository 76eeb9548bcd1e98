import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ArgumentError, parseCliArguments } from './cli-arguments.ts';
import { createTestClient } from './s3-server.testkit.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'quayside-profile-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const program = fileURLToPath(new URL('./cli.ts', import.meta.url));

interface Line {
  readonly endpoint: string;
  readonly region: string;
  readonly management?: string;
}

/** Starts the command line with a root of its own, and gives the line it prints when it listens. */
async function start(name: string, args: readonly string[], environment: Record<string, string> = {}) {
  const all = [program, '--root', join(home, name), '--port', '0', '--key', 'AK:SK:ann', ...args];
  const child = spawn(process.execPath, all, { env: { ...process.env, ...environment } });
  let errors = '';
  child.stderr.on('data', (piece: Buffer) => {
    errors += piece.toString();
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const first = await new Promise<string>((resolve) => {
    child.stdout.once('data', (piece: Buffer) => resolve(piece.toString()));
    child.once('exit', () => resolve('{}'));
  });
  const line = JSON.parse(first) as Line;
  return {
    line,
    client: createTestClient(Number(new URL(line.endpoint).port)),
    stop: async () => {
      child.kill('SIGTERM');
      return [await exit, errors];
    },
  };
}

describe('--profile', () => {
  test('archil > its region, a disk that other programs see, a held file, and all of it again after a restart', async () => {
    const args = ['--profile', 'archil', '--bucket', 'dsk-abc', '--bucket', 'dsk-abc.dev', '--quirk', 'delegated=held'];
    for (const round of [1, 2]) {
      const { line, client, stop } = await start('archil', args);
      expect([line.region, line.management]).toEqual(['us-east-1', undefined]);
      expect((await client.send({ path: '/' })).code).toBe('MethodNotAllowed');
      expect((await client.send({ method: 'PUT', path: '/dsk-abc/a.json', body: `{}${round}` })).status).toBe(200);
      expect(await readFile(join(home, 'archil-volumes', 'dsk-abc', 'a.json'), 'utf8')).toBe(`{}${round}`);
      expect((await client.send({ path: '/dsk-abc.dev/a.json' })).code).toBe('NoSuchKey');
      expect((await client.send({ method: 'DELETE', path: '/dsk-abc/held' })).code).toBe('Conflict');
      expect(await stop()).toEqual([0, '']);
    }
  });

  test('runpod with a --region > that one', async () => {
    const { line, client, stop } = await start('runpod', ['--profile', 'runpod', '--region', 'EU-RO-1']);
    expect(line.region).toBe('EU-RO-1');
    expect((await client.send({ path: '/' }, { region: 'EU-RO-1' })).status).toBe(200);
    expect((await client.send({ path: '/' }, { region: 'eu-ro-1' })).status).toBe(400);
    expect((await client.send({ method: 'PUT', path: '/new' }, { region: 'EU-RO-1' })).code).toBe('NotImplemented');
    expect(await stop()).toEqual([0, '']);
  });

  test('--bucket for a user without a profile > an object bucket of that user', async () => {
    const { client, stop } = await start('plain', ['--key', 'BK:SB:ben', '--bucket', 'mine', '--bucket', 'his:ben']);
    expect((await client.send({ method: 'PUT', path: '/mine/a/' })).status).toBe(200);
    expect((await client.send({ path: '/his' })).code).toBe('AccessDenied');
    expect((await client.send({ path: '/his' }, { accessKeyId: 'BK', secret: 'SB' })).status).toBe(200);
    expect(await stop()).toEqual([0, '']);
  });

  test.each([
    [['--profile', 'nowhere']],
    [['--quirk', 'repeated-token']],
    [['--profile', 'archil', '--quirk', 'nonsense']],
    [['--profile', 'archil', '--quirk', 'delegated=']],
    [['--profile', 'archil', '--quirk', 'slow-first-page=soon']],
    [['--bucket', ':ann']],
    [['--bucket', 'a:b:c']],
    [['--management-port', '0']],
    [['--management-token-file', '/no/such/file', '--management-port', '0']],
    [['--management-token-file', '/no/such/file']],
    [['--quota-bytes', '1G']],
  ])('%j > one line', (args) => {
    expect(() => parseCliArguments(['--root', 'x', '--key', 'AK:SK', ...args], {})).toThrow(ArgumentError);
  });
});

describe('--management-port', () => {
  test('a listener of its own > a key made there works at once and is gone after a restart', async () => {
    const file = join(home, 'token');
    await writeFile(file, 'correct-horse-battery\n');
    const args = ['--profile', 'runsite', '--management-port', '0', '--management-token-file', file];
    const first = await start('managed', args);
    const call = (base: string | undefined, path: string, body: unknown) =>
      fetch(`${base}${path}`, {
        method: 'POST',
        headers: { authorization: 'Bearer correct-horse-battery', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then((answer) => answer.json() as Promise<Record<string, string>>);
    expect(new URL(first.line.management ?? '').port).not.toBe(new URL(first.line.endpoint).port);
    await call(first.line.management, '/api/storage/buckets', { name: 'made', public: true });
    const key = await call(first.line.management, '/api/storage/keys', {
      name: 'writer',
      buckets: ['made'],
      permissions: { write: true },
    });
    const signing = {
      region: 'eu-central',
      accessKeyId: key['access_key_id'] ?? '',
      secret: key['secret_access_key'] ?? '',
    };
    expect((await first.client.send({ method: 'PUT', path: '/made/a', body: 'kept' }, signing)).status).toBe(200);
    expect((await first.client.sendRaw({ path: '/made/a' })).text).toBe('kept');
    const { url = '' } = await call(first.line.management, '/api/storage/buckets/made/presign', {
      key: 'a',
      operation: 'get',
    });
    expect(await (await fetch(url)).text()).toBe('kept');
    expect(await first.stop()).toEqual([0, '']);

    const second = await start('managed', args.slice(0, -2), {
      QUAYSIDE_MANAGEMENT_TOKEN: 'correct-horse-battery',
    });
    expect((await second.client.send({ path: '/made/a' }, signing)).code).toBe('InvalidAccessKeyId');
    expect(await second.stop()).toEqual([0, '']);
  });

  test('--quota-bytes > 403 QuotaExceeded beyond', async () => {
    const { client, stop } = await start('quota', ['--bucket', 'small', '--quota-bytes', '10']);
    expect((await client.send({ method: 'PUT', path: '/small/a', body: '1234567890' })).status).toBe(200);
    expect((await client.send({ method: 'PUT', path: '/small/b', body: '1' })).code).toBe('QuotaExceeded');
    expect(await stop()).toEqual([0, '']);
  });
});
