import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { AppError, type Job } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import { openS3Volume } from '../volumes/s3-volume.ts';
import type { Volume } from '../volumes/index.ts';
import { bucket, hashOf, readStore, startQueue } from './transfers.testkit.ts';

const server = fileURLToPath(new URL('../s3-server/cli.ts', import.meta.url));
const queueProcess = fileURLToPath(new URL('./queue-process.testkit.ts', import.meta.url));
const count = 500;

let base: string;
let children: ChildProcess[];
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'quayside-kill-folders-'));
  children = [];
});
afterEach(async () => {
  await Promise.all(children.map(kill));
  await rm(base, { recursive: true, force: true });
});

const kill = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

function start(script: string, args: readonly string[]) {
  const child = spawn(process.execPath, ['--no-warnings', script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

/** The server as a program, and a client of it. */
async function startServer(): Promise<{ endpoint: string; volume: Volume }> {
  const secretAccessKey = 'not-a-secret-of-anybody';
  const child = start(server, ['--root', join(base, 'root'), '--port', '0', '--key', `KILLTEST:${secretAccessKey}`]);
  for await (const line of createInterface({ input: child.stdout })) {
    const { endpoint } = JSON.parse(line) as { endpoint: string };
    const { volume } = openS3Volume({
      connectionId: 'test' as never,
      revision: 1,
      readOnly: false,
      endpoint: { provider: 'quayside', endpoint, region: 'us-east-1', addressing: 'path' },
      credential: { accessKeyId: 'KILLTEST', secretAccessKey },
      clock: systemClock,
    });
    return { endpoint, volume };
  }
  throw new Error('the server ended');
}

/** A queue process, killed as soon as its job of a kind looks as wanted; what it looked like. */
async function runUntil(
  endpoint: string,
  kind: Job['kind'],
  wanted: (job: Job) => boolean,
  order?: object,
): Promise<Job[]> {
  const child = start(queueProcess, [join(base, 'home'), endpoint]);
  if (order) child.stdin.write(`${JSON.stringify(order)}\n`);
  const seen: Job[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const jobs = (JSON.parse(line) as Job[]).filter((job) => job.kind === kind);
    seen.push(...jobs);
    if (jobs.some(wanted)) break;
  }
  await kill(child);
  return seen;
}

it('killed in the middle, a renamed folder and then its delete go on where they were', async () => {
  const { endpoint, volume } = await startServer();
  await volume.createBucket({ bucket });
  const keys = Array.from({ length: count }, (_, i) => `d${i % 7}/file ${i}`);
  const left = keys.values();
  const lane = async () => {
    for (const key of left) await volume.put({ bucket, key: `from/${key}`, body: Buffer.from(key) });
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  await volume.put({ bucket, key: 'frombeside', body: Buffer.from('stays') });

  const ended = (job: Job) => job.finishedAt !== undefined;
  let order: object | undefined = { rename: ['from/', 'to/'] };
  const seen: Job[] = [];
  for (const share of [0.2, 0.5, 0.8]) {
    seen.push(...(await runUntil(endpoint, 'move', (job) => ended(job) || job.filesDone > share * count, order)));
    order = undefined;
  }
  seen.push(...(await runUntil(endpoint, 'move', ended)));
  // All is counted before the first one moves, and no job is there twice.
  expect(seen.filter((job) => job.filesDone > 0).every((job) => job.filesTotal === count)).toBe(true);
  expect(new Set(seen.map((job) => job.id)).size).toBe(1);
  expect(seen.at(-1)).toMatchObject({ state: 'done', filesDone: count, filesFailed: 0 });
  expect(await readStore(volume)).toEqual({
    ...Object.fromEntries(keys.map((key) => [`to/${key}`, hashOf(Buffer.from(key))])),
    frombeside: hashOf(Buffer.from('stays')),
  });

  order = { remove: 'to/' };
  const gone = await runUntil(endpoint, 'delete', (job) => ended(job) || job.filesDone > 0, order);
  gone.push(...(await runUntil(endpoint, 'delete', ended)));
  expect(gone.filter((job) => job.filesDone > 0).every((job) => job.filesTotal === count)).toBe(true);
  expect(gone.at(-1)).toMatchObject({ state: 'done', filesDone: count, filesFailed: 0 });
  expect(Object.keys(await readStore(volume))).toEqual(['frombeside']);
}, 120_000);

it('keys that a store will not delete are told one by one, and a retry asks for these alone', async () => {
  const q = await startQueue();
  try {
    for (let i = 0; i < 12; i += 1) await q.volume.put({ bucket, key: `d/${i}`, body: Buffer.from('x') });
    const asked: string[][] = [];
    let refuses = true;
    q.volumes.set(
      'test',
      Object.assign(Object.create(q.volume) as Volume, {
        deleteMany: async (options: Parameters<Volume['deleteMany']>[0]) => {
          asked.push([...options.keys]);
          const stuck: ReadonlySet<string> = new Set(['d/3', 'd/7']);
          const held = refuses ? options.keys.filter((key) => stuck.has(key)) : [];
          const { deleted } = await q.volume.deleteMany({
            ...options,
            keys: options.keys.filter((key) => !held.includes(key)),
          });
          const error = new AppError('ACCESS_DENIED', { bucket }).toShape();
          return { deleted, problems: held.map((key) => ({ key, error })) };
        },
      }),
    );
    const { connectionId } = q.place();
    const id = q.queue.remove({ connectionId, bucket, selection: { keys: [], prefixes: ['d/'] } });
    expect(await q.ended(id)).toMatchObject({ state: 'failed', filesTotal: 12, filesDone: 10, filesFailed: 2 });
    const failed = q.queue.files({ jobId: id, offset: 0, limit: 500, state: 'failed' }).files;
    expect(failed.map(({ key, error }) => [key, error?.code])).toEqual([
      ['d/3', 'ACCESS_DENIED'],
      ['d/7', 'ACCESS_DENIED'],
    ]);
    refuses = false;
    asked.length = 0;
    q.queue.retry(id);
    expect(await q.ended(id)).toMatchObject({ state: 'done', filesDone: 12, filesFailed: 0 });
    expect(asked).toEqual([['d/3', 'd/7']]);
    expect(await readStore(q.volume)).toEqual({});
  } finally {
    await q.close();
  }
});
