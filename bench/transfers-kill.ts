/**
 * Kills the queue (-9) again and again in the middle of large uploads and of their downloads, and counts what became of it:
 *   node bench/transfers-kill.ts [--kills 100] [--each 5] [--mebibytes 1024]
 * A file is sent as often as it takes, killed `each` times a run at moments drawn uniformly over its bytes. Prints one line of
 * JSON for each direction: runs, kills, jobs seen, files that were not right, and `again`: the bytes of bodies that passed
 * the line beyond those of the files, by the bytes of the files.
 *
 * What to expect of an upload: a part that is on its way when the kill comes is sent again, half of it on average, so each
 * kill costs (parts at a time) x (part size) / 2: with 4 parts of 8 MiB 16 MiB, 1.6 % of 1 GiB. A store keeps nothing of half a
 * part, so a hundred kills of ONE upload of 1 GiB can not stay below 10 % with any parts that S3 allows (5 MiB and more).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type FaultProxy, startFaultProxy } from '../main/transfers/fault-proxy.testkit.ts';
import { systemClock } from '../main/base/index.ts';
import { openS3Volume } from '../main/volumes/s3-volume.ts';

const { values } = parseArgs({
  options: { kills: { type: 'string' }, each: { type: 'string' }, mebibytes: { type: 'string' } },
});
const killsWanted = Number(values.kills ?? 100);
const killsEach = Number(values.each ?? 5);
const mebibyte = 1024 * 1024;
const size = Number(values.mebibytes ?? 1024) * mebibyte;
const key = { accessKeyId: 'KILLTEST', secretAccessKey: 'not-a-secret-of-anybody' };

interface View {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly bytesDone: number;
  readonly finishedAt?: number;
}

const base = await mkdtemp(join(tmpdir(), 'quayside-kills-'));
const children = new Set<ChildProcess>();
// Gigabytes: they go also where the run is interrupted.
process.once('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
function start(path: string, args: readonly string[]) {
  const script = fileURLToPath(new URL(path, import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', script, ...args], { stdio: ['pipe', 'pipe', 'ignore'] });
  children.add(child);
  return child;
}
const kill = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    children.delete(child);
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });

async function startServer(): Promise<string> {
  const words = ['--key', `${key.accessKeyId}:${key.secretAccessKey}`, '--domain', '127.0.0.1', '--port', '0'];
  const child = start('../main/s3-server/cli.ts', ['--root', join(base, 'root'), '--fast', ...words]);
  for await (const line of createInterface({ input: child.stdout })) {
    return (JSON.parse(line) as { endpoint: string }).endpoint;
  }
  throw new Error('the server ended');
}

interface Account {
  kills: number;
  readonly jobs: Set<string>;
  state: string;
}

/** Runs one order to its end, killed when it has come as far as each of `moments` (shares of the bytes, ascending). */
async function run(line: FaultProxy, kind: string, order: object, moments: readonly number[]): Promise<Account> {
  const account: Account = { kills: 0, jobs: new Set(), state: '' };
  const left = [...moments];
  let before: ReadonlySet<string> | undefined;
  for (let first = true; ; first = false) {
    const child = start('../main/transfers/queue-process.testkit.ts', [join(base, 'home'), line.endpoint]);
    if (first) child.stdin.write(`${JSON.stringify(order)}\n`);
    const ended = await new Promise<View | undefined>((resolve) => {
      createInterface({ input: child.stdout }).on('line', (text) => {
        const jobs = (JSON.parse(text) as View[]).filter((job) => job.kind === kind);
        // Those of earlier runs are there from the beginning.
        before ??= new Set(jobs.filter((job) => job.finishedAt !== undefined).map((job) => job.id));
        for (const job of jobs) {
          if (before.has(job.id)) continue;
          account.jobs.add(job.id);
          if (job.finishedAt !== undefined) resolve(job);
          else if (left[0] !== undefined && job.bytesDone >= left[0] * size) resolve(undefined);
        }
      });
    });
    await kill(child);
    if (ended) return { ...account, state: ended.state };
    account.kills += 1;
    left.shift();
  }
}

/** Uniformly drawn shares of the file at which a run is killed. */
const drawn = (): number[] => Array.from({ length: killsEach }, () => Math.random()).sort((x, y) => x - y);

async function hashOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

try {
  const source = join(base, 'src');
  const into = join(base, 'into');
  await mkdir(source);
  await mkdir(into);
  const file = await open(join(source, 'large.bin'), 'w');
  for (let at = 0; at < size; at += mebibyte) await file.write(randomBytes(mebibyte));
  await file.close();
  const wanted = await hashOf(createReadStream(join(source, 'large.bin')));

  const endpoint = await startServer();
  const { volume } = openS3Volume({
    connectionId: 'bench' as never,
    revision: 1,
    readOnly: false,
    endpoint: { provider: 'quayside', endpoint, region: 'us-east-1', addressing: 'path' },
    credential: key,
    clock: systemClock,
  });
  await volume.createBucket({ bucket: 'files' });
  // A line of 64 MiB a second for each connection, so that there is a middle to be killed in.
  const line = await startFaultProxy(endpoint, 1, { slow: 64 * mebibyte });

  const runs = Math.ceil(killsWanted / killsEach);
  const told = { kills: 0, jobs: 0, done: 0, corrupt: 0 };
  const count = ({ kills, jobs, state }: Account, right: boolean) => {
    told.kills += kills;
    told.jobs += jobs.size;
    if (state === 'done') told.done += 1;
    if (!right) told.corrupt += 1;
  };
  const tell = (kind: string, bytes: number, more = {}) => {
    const again = Number((Math.max(0, bytes - runs * size) / (runs * size)).toFixed(4));
    console.log(
      JSON.stringify({ kind, runs, mebibytes: size / mebibyte, ...told, duplicates: told.jobs - runs, ...more, again }),
    );
    Object.assign(told, { kills: 0, jobs: 0, done: 0, corrupt: 0 });
  };

  for (let at = 0; at < runs; at += 1) {
    if (at > 0) await volume.delete({ bucket: 'files', key: 'src/large.bin' });
    const account = await run(line, 'upload', { up: source }, drawn());
    const stored = await volume.get({ bucket: 'files', key: 'src/large.bin' });
    count(account, (await hashOf(stored.stream as AsyncIterable<Buffer>)) === wanted);
  }
  const left = (await volume.listUploads({ bucket: 'files', prefix: '' })).length;
  tell('upload', line.bytes.up, { leftovers: left });

  line.bytes.down = 0;
  for (let at = 0; at < runs; at += 1) {
    await rm(into, { recursive: true, force: true });
    await mkdir(into);
    const account = await run(line, 'download', { down: into }, drawn());
    count(account, (await hashOf(createReadStream(join(into, 'src/large.bin')))) === wanted);
  }
  tell('download', line.bytes.down);
  await line.close();
} finally {
  await Promise.all([...children].map(kill));
  await rm(base, { recursive: true, force: true });
}
