import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ArgumentError, parseCliArguments } from './cli-arguments.ts';
import { createTestClient } from './s3-server.testkit.ts';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'quayside-cli-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const program = fileURLToPath(new URL('./cli.ts', import.meta.url));

interface Run {
  readonly child: ChildProcessWithoutNullStreams;
  output(): string;
  errors(): string;
  readonly firstLine: Promise<string>;
  readonly exit: Promise<number | null>;
}

function run(args: readonly string[], environment: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...environment } });
  let out = '';
  let err = '';
  child.stderr.on('data', (piece: Buffer) => {
    err += piece.toString();
  });
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.on('data', (piece: Buffer) => {
      out += piece.toString();
      if (out.includes('\n')) resolve(out.split('\n')[0] ?? '');
    });
    child.once('exit', () => resolve(''));
  });
  const exit = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  return { child, output: () => out, errors: () => err, firstLine, exit };
}

describe('The command line', () => {
  test('listens > one line of JSON; two users, a folder; SIGTERM > 0, and what was stored is there again', async () => {
    const shown = join(home, 'shown');
    await mkdir(shown);
    await writeFile(join(shown, 'seen.txt'), 'seen');
    const args = [
      '--root',
      join(home, 'root'),
      '--port',
      '0',
      '--key',
      'AK:SK:ann',
      '--key',
      'BK:SB',
      '--region',
      'here-1',
      '--folder',
      `shown=${shown}`,
    ];
    const region = 'here-1';
    for (const round of [1, 2]) {
      const server = run(args);
      const line = JSON.parse(await server.firstLine) as { endpoint: string; region: string };
      expect(line.region).toBe(region);
      const client = createTestClient(Number(new URL(line.endpoint).port));
      expect((await client.send({ method: 'PUT', path: '/kept' }, { region })).status).toBe(round === 1 ? 200 : 409);
      expect((await client.send({ path: '/shown/seen.txt' }, { region })).text).toBe('seen');
      expect((await client.send({ path: '/kept' }, { region, accessKeyId: 'BK', secret: 'SB' })).code).toBe(
        'AccessDenied',
      );
      server.child.kill('SIGTERM');
      expect([await server.exit, server.errors()]).toEqual([0, '']);
      expect(server.output().trim().split('\n').length).toBe(1);
    }
  });

  test('keys by file and by environment > no secret in the arguments', async () => {
    const file = join(home, 'keys');
    await writeFile(file, '# ours\nAK:SK:ann\n\n');
    const server = run(['--root', join(home, 'by-file'), '--port', '0', '--key-file', file], {
      QUAYSIDE_S3_KEYS: 'BK:SB:ben',
    });
    const { endpoint } = JSON.parse(await server.firstLine) as { endpoint: string };
    const client = createTestClient(Number(new URL(endpoint).port));
    expect((await client.send({ path: '/' })).status).toBe(200);
    expect((await client.send({ path: '/' }, { accessKeyId: 'BK', secret: 'SB' })).status).toBe(200);
    server.child.kill('SIGINT');
    expect(await server.exit).toBe(0);
  });

  test('a port that is taken, a root that is a file > one line, 2', async () => {
    const first = run(['--root', join(home, 'one'), '--port', '0', '--key', 'AK:SK']);
    const { endpoint } = JSON.parse(await first.firstLine) as { endpoint: string };
    const second = run(['--root', join(home, 'two'), '--port', new URL(endpoint).port, '--key', 'AK:SK']);
    expect(await second.exit).toBe(2);
    expect(second.errors()).toMatch(/^quayside s3: cannot listen on 127.0.0.1:\d+: [^\n]*\n$/);
    const same = run(['--root', join(home, 'one'), '--port', '0', '--key', 'AK:SK']);
    expect(await same.exit).toBe(2);
    expect(same.errors().trim().split('\n').length).toBe(1);
    await writeFile(join(home, 'file'), '');
    const file = run(['--root', join(home, 'file'), '--port', '0', '--key', 'AK:SK']);
    expect(await file.exit).toBe(2);
    first.child.kill('SIGTERM');
    expect(await first.exit).toBe(0);
  });

  test('--help > 0', async () => {
    const help = run(['--help']);
    expect([await help.exit, help.output().includes('--key-file')]).toEqual([0, true]);
  });

  test.each([
    [[]],
    [['--root', 'x']],
    [['--root', 'x', '--key', 'AK']],
    [['--root', 'x', '--key', 'AK:']],
    [['--root', 'x', '--key', 'AK:SK', '--key', 'AK:S2']],
    [['--root', 'x', '--key', 'A K:SK']],
    [['--root', 'x', '--key', 'AK:SK', '--port', '70000']],
    [['--root', 'x', '--key', 'AK:SK', '--port', 'x']],
    [['--root', 'x', '--key', 'AK:SK', '--region', 'a/b']],
    [['--root', 'x', '--key', 'AK:SK', '--folder', 'x']],
    [['--root', 'x', '--key', 'AK:SK', '--nonsense']],
    [['--root', 'x', '--key', 'AK:SK', 'stray']],
    [['--root', 'x', '--key-file', '/no/such/file']],
  ])('%j > one line that holds no secret', (args) => {
    expect(() => parseCliArguments(args, {})).toThrow(ArgumentError);
    expect(() => parseCliArguments(args, {})).toThrow(/^(?!.*(?:SK|S2)).+$/);
  });
});
