/**
 * Kills the queue (-9) again and again in the middle of a large upload and of its download, and counts what became of it:
 *   node bench/transfers-kill.ts [--kills 100] [--mebibytes 1024]
 * Prints one line of JSON for each direction: kills, jobs that were seen, whether the bytes are right, and how many bytes
 * passed the line beyond those of the file.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type FaultProxy, startFaultProxy } from '../main/transfers/fault-proxy.testkit.ts';
import { systemClock } from '../main/base/index.ts';
import { openS3Volume } from '../main/volumes/s3-volume.ts';

const { values } = parseArgs({ options: { kills: { type: 'string' }, mebibytes: { type: 'string' } } });
const killsWanted = Number(values.kills ?? 100);
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
  const child = start('../main/s3-server/cli.ts', ['--root', join(base, 'root'), ...words]);
  for await (const line of createInterface({ input: child.stdout })) {
    return (JSON.parse(line) as { endpoint: string }).endpoint;
  }
  throw new Error('the server ended');
}

/** Runs one order to its end, killed at random moments while it moves. */
async function run(line: FaultProxy, kind: string, order: object): Promise<Record<string, unknown>> {
  const jobs = new Set<string>();
  let kills = 0;
  for (;;) {
    const child = start('../main/transfers/queue-process.testkit.ts', [join(base, 'home'), line.endpoint]);
    if (kills === 0) child.stdin.write(`${JSON.stringify(order)}\n`);
    const ended = await new Promise<View | undefined>((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      createInterface({ input: child.stdout }).on('line', (text) => {
        for (const job of JSON.parse(text) as View[]) {
          if (job.kind !== kind) continue;
          jobs.add(job.id);
          if (job.finishedAt !== undefined) resolve(job);
          else if (kills < killsWanted) timer ??= setTimeout(() => resolve(undefined), 20 + Math.random() * 400);
        }
      });
    });
    await kill(child);
    if (ended) return { kind, kills, jobs: jobs.size, state: ended.state };
    kills += 1;
  }
}

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

  const up = await run(line, 'upload', { up: source });
  const stored = await volume.get({ bucket: 'files', key: 'src/large.bin' });
  const upIsRight = (await hashOf(stored.stream as AsyncIterable<Buffer>)) === wanted;
  const left = (await volume.listUploads({ bucket: 'files', prefix: '' })).length;
  const upAgain = Math.max(0, line.bytes.up - size) / size;
  console.log(JSON.stringify({ ...up, right: upIsRight, leftovers: left, sentAgain: Number(upAgain.toFixed(3)) }));

  line.bytes.down = 0;
  const down = await run(line, 'download', { down: into });
  const downIsRight = (await hashOf(createReadStream(join(into, 'src/large.bin')))) === wanted;
  const downAgain = Math.max(0, line.bytes.down - size) / size;
  console.log(JSON.stringify({ ...down, right: downIsRight, readAgain: Number(downAgain.toFixed(3)) }));
  await line.close();
} finally {
  await Promise.all([...children].map(kill));
  await rm(base, { recursive: true, force: true });
}
