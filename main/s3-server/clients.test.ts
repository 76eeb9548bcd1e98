import { execFile, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsCli } from './clients/aws-cli.testkit.ts';
import { boto3 } from './clients/boto3.testkit.ts';
import { stepNames, type ClientSteps, type ClientWork, type StepName } from './clients/client-steps.testkit.ts';
import { rclone } from './clients/rclone.testkit.ts';
import { s3cmd } from './clients/s3cmd.testkit.ts';
import { sdkJs } from './clients/sdk-js.testkit.ts';
import { createTestClient, startTestServer, type QueryPairs, type TestServer } from './s3-server.testkit.ts';

const execute = promisify(execFile);
const oddNames = ['a b.txt', 'a+b', 'a%2Fb', 'é ü.txt', "!*'()", '😀.bin', 'a#b&c=d', '~t', 'empty'];
const MiB = 1024 * 1024;

let server: TestServer;
let home: string;
const small = randomBytes(1000);
const small2 = randomBytes(1100);
let big: Buffer;
let tree: ReadonlyMap<string, string>;

beforeAll(async () => {
  server = await startTestServer();
  home = await mkdtemp(join(tmpdir(), 'quayside-clients-'));
  big = randomBytes(60 * MiB);
  await mkdir(join(home, 'tree', 'below é'), { recursive: true });
  for (const name of oddNames) {
    const data = name === 'empty' ? Buffer.alloc(0) : randomBytes(1000 + name.length);
    await writeFile(join(home, 'tree', name), data);
    await writeFile(join(home, 'tree', 'below é', name), data);
  }
  await writeFile(join(home, 'small'), small);
  await writeFile(join(home, 'small-2'), small2);
  await writeFile(join(home, 'big'), big);
  tree = await treeOf(join(home, 'tree'));
  // Left alone, the command line presigns with version 2 for endpoints that are not Amazon's.
  await mkdir(join(home, '.aws'));
  await writeFile(join(home, '.aws', 'config'), '[default]\ns3 =\n  signature_version = s3v4\n');
});
afterAll(async () => {
  report();
  await server.close();
  await rm(home, { recursive: true, force: true });
});

/** Whether a program can be started here; says so where it cannot. */
function has(command: string, ...args: string[]): boolean {
  const found = spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  if (!found) process.stderr.write(`skipped: ${command} is not on this machine\n`);
  return found;
}

/** The caller's environment without what would lead a client elsewhere. */
function environment(): Record<string, string> {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:AWS_|RCLONE_)/.test(name));
  return {
    ...(Object.fromEntries(kept) as Record<string, string>),
    HOME: home,
    AWS_ACCESS_KEY_ID: 'AK',
    AWS_SECRET_ACCESS_KEY: 'SK',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: server.endpoint,
    AWS_EC2_METADATA_DISABLED: 'true',
    RCLONE_CONFIG_Q_TYPE: 's3',
    RCLONE_CONFIG_Q_PROVIDER: 'Other',
    RCLONE_CONFIG_Q_ACCESS_KEY_ID: 'AK',
    RCLONE_CONFIG_Q_SECRET_ACCESS_KEY: 'SK',
    RCLONE_CONFIG_Q_REGION: 'us-east-1',
    RCLONE_CONFIG_Q_ENDPOINT: server.endpoint,
  };
}

const run = async (command: string, ...args: string[]): Promise<string> =>
  (await execute(command, args, { env: environment(), cwd: home, maxBuffer: 64 * MiB })).stdout;

/** Every file below a directory, by relative path. */
async function treeOf(directory: string): Promise<Map<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = new Map<string, string>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(directory.length + 1), (await readFile(path)).toString('hex'));
  }
  return files;
}

const outcomes = new Map<string, Map<StepName, string>>();

/** One table of all that was done, and below it what the marks stand for. */
function report(): void {
  const notes: string[] = [];
  const cell = (text: string | undefined): string => {
    if (text === undefined) return 'FAILED';
    if (text === '') return 'done';
    if (!notes.includes(text)) notes.push(text);
    return `${text.startsWith('not applicable') ? 'n/a' : 'done'} [${notes.indexOf(text) + 1}]`;
  };
  const names = [...outcomes.keys()];
  const row = (step: StepName): string[] => [step, ...names.map((name) => cell(outcomes.get(name)?.get(step)))];
  const rows = [['', ...names], ...stepNames.map(row)];
  const widths = ['', ...names].map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  const lines = rows.map((row) => row.map((text, at) => text.padEnd(widths[at] ?? 0)).join('  '));
  process.stdout.write(`\n${[...lines, ...notes.map((note, at) => `[${at + 1}] ${note}`)].join('\n')}\n`);
}

const clients: readonly ClientSteps[] = [sdkJs, awsCli, boto3, rclone, s3cmd];

describe.each(clients)('The scenario by $name', { timeout: 180_000 }, ({ name, probe, steps }) => {
  const present = probe === undefined || has(...probe);
  const id = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  const bucket = `by-${id}`;
  const own = (file: string): string => join(home, `${id}-${file}`);
  let work: ClientWork;
  beforeAll(() => {
    if (present) outcomes.set(name, new Map());
    work = steps({ bucket, home, endpoint: server.endpoint, own, run });
  });

  const send = (key: string, query: QueryPairs = []) =>
    createTestClient(server.port).send({
      path: key === '' ? `/${bucket}` : `/${bucket}/${encodeURIComponent(key)}`,
      query,
    });
  const bytesAt = async (key: string): Promise<Buffer> => (await send(key)).body;
  const listed = async (prefix: string): Promise<string[]> => {
    const { text } = await send('', [
      ['list-type', '2'],
      ['prefix', prefix],
      ['encoding-type', 'url'],
    ]);
    return [...text.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => decodeURIComponent(key));
  };

  /** A step counts as done once what it left was found to be right. */
  const tell = (step: StepName, note = ''): void => void outcomes.get(name)?.set(step, note);

  test.runIf(present)('make', async () => {
    const note = await work.make();
    expect((await send('')).status).toBe(200);
    tell('make', note);
  });
  test.runIf(present)('put', async () => {
    const note = await work.put();
    expect((await bytesAt('small é')).equals(small)).toBe(true);
    tell('put', note);
  });
  test.runIf(present)('range', async () => {
    const { bytes, first, note } = await work.range();
    expect(bytes.length).toBeGreaterThanOrEqual(100);
    expect(bytes.equals(small.subarray(first, first + bytes.length))).toBe(true);
    tell('range', note);
  });
  test.runIf(present)('multipart', async () => {
    const note = await work.multipart();
    const kept = await send('big');
    expect([kept.body.equals(big), String(kept.headers['etag'])]).toEqual([true, expect.stringMatching(/-\d+"$/)]);
    expect((await readFile(own('big'))).equals(big)).toBe(true);
    tell('multipart', note);
  });
  test.runIf(present)('copy', async () => {
    const note = await work.copy();
    expect((await bytesAt('big copy')).equals(big)).toBe(true);
    tell('copy', note);
  });
  test.runIf(present)('rename', async () => {
    const note = await work.rename();
    expect([(await send('big copy')).status, (await bytesAt('moved')).equals(big)]).toEqual([404, true]);
    tell('rename', note);
  });
  test.runIf(present)('tag', async () => {
    const note = await work.tag();
    expect((await send('small é', [['tagging', '']])).text).toContain('<Key>team</Key><Value>red</Value>');
    tell('tag', note);
  });
  test.runIf(present)('version', async () => {
    // For clients that cannot turn versions on; for the others it is done again.
    await createTestClient(server.port).send({
      method: 'PUT',
      path: `/${bucket}`,
      query: [['versioning', '']],
      body: '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
    });
    const note = await work.version();
    const { text } = await send('', [
      ['versions', ''],
      ['prefix', 'small'],
    ]);
    expect([(await bytesAt('small é')).equals(small2), text.match(/<Version>/g)?.length]).toEqual([true, 2]);
    const older = note?.startsWith('no command') ? small : await readFile(own('older'));
    expect(older.equals(small)).toBe(true);
    tell('version', note);
  });
  test.runIf(present)('presign', async () => {
    const { url, refused } = await work.presign();
    const answer = await fetch(url.trim());
    const body = Buffer.from(await answer.arrayBuffer());
    const saw = answer.ok ? body.equals(big) : /<Code>(.*?)</.exec(body.toString())?.[1];
    expect([answer.status, saw]).toEqual(refused === undefined ? [200, true] : [400, 'InvalidRequest']);
    tell('presign', refused && `not applicable: ${refused}`);
  });
  test.runIf(present)('sync up', async () => {
    const note = await work['sync up']();
    expect((await listed('t/')).sort()).toEqual([...tree.keys()].map((path) => `t/${path}`).sort());
    for (const [path, hex] of tree) {
      expect([path, (await bytesAt(`t/${path}`)).toString('hex') === hex]).toEqual([path, true]);
    }
    tell('sync up', note);
  });
  test.runIf(present)('sync down', async () => {
    const note = await work['sync down']();
    expect(await treeOf(own('tree'))).toEqual(tree);
    tell('sync down', note);
  });
  test.runIf(present)('delete many', async () => {
    const note = await work['delete many']();
    expect([await listed('t/'), (await listed('')).length]).toEqual([[], 3]);
    tell('delete many', note);
  });
});

test.runIf(has('curl', '--version'))('curl > makes, puts, gets and deletes', { timeout: 120_000 }, async () => {
  const sign = ['--silent', '--fail', '--aws-sigv4', 'aws:amz:us-east-1:s3', '--user', 'AK:SK'];
  const open = [...sign, '--header', 'x-amz-content-sha256: UNSIGNED-PAYLOAD'];
  await run('curl', ...open, '--request', 'PUT', `${server.endpoint}/by-curl`);
  await run('curl', ...open, '--upload-file', 'big', `${server.endpoint}/by-curl/big`);
  await run('curl', ...sign, '--output', 'curl-big', `${server.endpoint}/by-curl/big`);
  expect((await readFile(join(home, 'curl-big'))).equals(big)).toBe(true);
  await run('curl', ...open, '--request', 'DELETE', `${server.endpoint}/by-curl/big`);
  await run('curl', ...open, '--request', 'DELETE', `${server.endpoint}/by-curl`);
});
