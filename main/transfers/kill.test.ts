import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Job } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import { openS3Volume } from '../volumes/s3-volume.ts';
import type { Volume } from '../volumes/index.ts';
import { bucket, bytesOf, hashOf, readStore, readTree, writeTree } from './transfers.testkit.ts';

const server = fileURLToPath(new URL('../s3-server/cli.ts', import.meta.url));
const queueProcess = fileURLToPath(new URL('./queue-process.testkit.ts', import.meta.url));

let base: string;
let children: ChildProcess[];
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'quayside-kill-'));
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

async function startServer(port = 0): Promise<{ child: ChildProcess; endpoint: string }> {
  const key = 'KILLTEST:not-a-secret-of-anybody';
  const child = start(server, ['--root', join(base, 'root'), '--port', String(port), '--key', key]);
  for await (const line of createInterface({ input: child.stdout })) {
    return { child, endpoint: (JSON.parse(line) as { endpoint: string }).endpoint };
  }
  throw new Error('the server ended');
}

const volumeOn = (endpoint: string): Volume =>
  openS3Volume({
    connectionId: 'test' as never,
    revision: 1,
    readOnly: false,
    endpoint: { provider: 'quayside', endpoint, region: 'us-east-1', addressing: 'path' },
    credential: { accessKeyId: 'KILLTEST', secretAccessKey: 'not-a-secret-of-anybody' },
    clock: systemClock,
  }).volume;

/** A queue process, and the latest view of its one job of a kind. */
async function startQueueProcess(endpoint: string, kind: Job['kind'], order?: object) {
  const child = start(queueProcess, [join(base, 'home'), endpoint]);
  const jobs = new Map<string, Job>();
  let look = () => {};
  createInterface({ input: child.stdout }).on('line', (line) => {
    for (const job of JSON.parse(line) as Job[]) jobs.set(job.id, job);
    look();
  });
  if (order) child.stdin.write(`${JSON.stringify(order)}\n`);
  const until = (wanted: (job: Job) => boolean) =>
    new Promise<Job>((resolve) => {
      look = () => {
        const job = [...jobs.values()].find((one) => one.kind === kind);
        if (job && wanted(job)) resolve(job);
      };
      look();
    });
  return { child, jobs, until };
}

function someFiles(): Record<string, Buffer> {
  const files: Record<string, Buffer> = { 'large.bin': bytesOf('large', 100 * 1024 * 1024) };
  for (let i = 0; i < 120; i += 1) files[`d${i % 5}/f ${i}`] = bytesOf(String(i), 3000 + i);
  return files;
}
const hashes = (files: Record<string, Buffer>, prefix: string) =>
  Object.fromEntries(Object.entries(files).map(([path, content]) => [prefix + path, hashOf(content)]));

it('killed again and again in the middle of an upload and of a download, it finishes both once, byte for byte', async () => {
  const { endpoint } = await startServer();
  const volume = volumeOn(endpoint);
  await volume.createBucket({ bucket });
  const files = someFiles();
  await writeTree(join(base, 'src'), files);
  const into = join(base, 'into');
  await mkdir(into);

  for (const [kind, order] of [
    ['upload', { up: join(base, 'src') }],
    ['download', { down: into }],
  ] as const) {
    let first: object | undefined = order;
    for (const share of [0.15, 0.4, 0.7]) {
      const run = await startQueueProcess(endpoint, kind, first);
      first = undefined;
      await run.until(
        (job) => job.finishedAt !== undefined || (!job.planning && job.bytesDone > share * job.bytesTotal),
      );
      await kill(run.child);
    }
    const last = await startQueueProcess(endpoint, kind);
    const job = await last.until((one) => one.finishedAt !== undefined);
    expect(job).toMatchObject({ state: 'done', filesTotal: 121, filesDone: 121, filesFailed: 0 });
    expect(last.jobs.size).toBe(kind === 'upload' ? 1 : 2);
    await kill(last.child);
  }
  expect(await readStore(volume)).toEqual(hashes(files, 'src/'));
  expect(await readTree(into)).toEqual(hashes(files, 'src/'));
  expect(await volume.listUploads({ bucket, prefix: '' })).toEqual([]);
}, 120_000);

it('a server that is killed and comes back makes the job wait for the network and go on', async () => {
  const one = await startServer();
  await volumeOn(one.endpoint).createBucket({ bucket });
  const files = { 'large.bin': bytesOf('large', 120 * 1024 * 1024) };
  await writeTree(join(base, 'src'), files);
  const run = await startQueueProcess(one.endpoint, 'upload', { up: join(base, 'src') });
  await run.until((job) => job.bytesDone > 0.2 * 120 * 1024 * 1024);
  await kill(one.child);
  const waiting = await run.until((job) => job.state === 'waiting');
  expect(waiting).toMatchObject({ waitingFor: 'network', error: { code: 'ENDPOINT_UNREACHABLE' } });
  const again = await startServer(Number(new URL(one.endpoint).port));
  expect(await run.until((job) => job.finishedAt !== undefined)).toMatchObject({ state: 'done' });
  expect(await readStore(volumeOn(again.endpoint))).toEqual(hashes(files, 'src/'));
}, 120_000);
