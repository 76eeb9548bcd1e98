/**
 * The app's own queue in a process of its own: runs one order and prints one line of JSON about it. The order is JSON in
 * argument 1, the credential ID:SECRET in QUAYSIDE_BENCH_KEY.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { Worker } from 'node:worker_threads';
import { systemClock } from '../../main/base/index.ts';
import { openDatabase } from '../../main/database/index.ts';
import { createTransfers } from '../../main/transfers/index.ts';
import type { Volume } from '../../main/volumes/index.ts';
import { openS3Volume } from '../../main/volumes/s3-volume.ts';
import type { EngineAnswer, EngineOrder } from './engine.ts';

const order = JSON.parse(process.argv[2] ?? '{}') as EngineOrder;
const [accessKeyId = '', secretAccessKey = ''] = (process.env['QUAYSIDE_BENCH_KEY'] ?? '').split(':');
const connectionId = 'bench' as never;
const database = openDatabase({ home: order.home, log: () => undefined });
const opened = openS3Volume({
  connectionId,
  revision: 1,
  readOnly: false,
  endpoint: {
    provider: order.provider,
    endpoint: order.endpoint,
    region: 'us-east-1',
    addressing: 'path',
  },
  credential: { accessKeyId, secretAccessKey },
  clock: systemClock,
});
const asked: Record<string, number> = {};
const volume = counted(opened.volume, asked);
const queue = createTransfers({
  database,
  volumes: {
    of: () => Promise.resolve(volume),
    try: () => {
      throw new Error('nothing is tried here');
    },
    signingKey: () => undefined,
    credentialLife: () => Promise.resolve({ temporary: false }),
    onChange: () => () => undefined,
    close: () => undefined,
  },
  ports: {
    paths: { home: order.home, userHome: order.home, temporary: tmpdir() },
    capabilities: {
      host: 'headless',
      platform: 'linux',
      machine: 'bench',
      dropped: 'bytes',
      nativeDialogs: false,
      dragOut: false,
      showInFolder: false,
      openExternal: false,
      notifications: false,
    },
  },
  clock: systemClock,
  log: (line) => console.error(line),
});
queue.start();
// As the interface does: what is shown costs too.
const stopWatching = queue.watch.subscribe(() => undefined);
const resolution = 1;
const delay = monitorEventLoopDelay({ resolution });
// The compiler and the first statement of everything are behind us when the app runs.
await new Promise((resolve) => setTimeout(resolve, 200));
const idle = new Worker(new URL('./idle-thread.ts', import.meta.url));
await once(idle, 'online');
const mebibytesBefore = process.resourceUsage().maxRSS / 1024;
const began = performance.now();
const cpu = process.cpuUsage();
delay.enable();
const place = { connectionId, bucket: order.bucket, prefix: order.prefix };
const id =
  order.kind === 'up'
    ? queue.upload({
        target: place,
        roots: [{ path: order.path, kind: order.folder ? 'folder' : 'file', ...(order.folder ? { name: '' } : {}) }],
        conflict: order.sync ? 'skip-same' : 'overwrite',
      })
    : queue.download({
        source: {
          connectionId,
          bucket: order.bucket,
          base: order.prefix,
          selection: order.folder ? { keys: [], prefixes: [order.prefix] } : { keys: [order.key], prefixes: [] },
        },
        into: order.path,
        conflict: 'overwrite',
      });
const job = await queue.ended(id, new AbortController().signal);
delay.disable();
const used = process.cpuUsage(cpu);
const seconds = (performance.now() - began) / 1000;
const asleep = once(idle, 'message') as Promise<[number]>;
idle.postMessage('tell', []);
const [idleDelayP99] = await asleep;
await idle.terminate();
const answer: EngineAnswer = {
  seconds,
  mebibytesBefore,
  idleDelayP99,
  cpuSeconds: (used.user + used.system) / 1e6,
  mebibytes: process.resourceUsage().maxRSS / 1024,
  delayP99: Math.max(0, delay.percentile(99) / 1e6 - resolution),
  delayMost: Math.max(0, delay.max / 1e6 - resolution),
  state: job.state,
  files: job.filesDone + job.filesSkipped,
  asked,
};
stopWatching();
await queue.close();
database.close();
opened.close();
process.stdout.write(`${JSON.stringify(answer)}\n`);

/** The volume, and how often each of its methods was called; a listing is counted by its pages. */
function counted(real: Volume, calls: Record<string, number>): Volume {
  const count = (name: string) => {
    calls[name] = (calls[name] ?? 0) + 1;
  };
  return new Proxy(real, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver);
      if (typeof value !== 'function' || typeof name !== 'string' || name === 'support') return value;
      if (name === 'walk') {
        return async function* walk(options: Parameters<Volume['walk']>[0]) {
          for await (const page of target.walk(options)) {
            count('list');
            yield page;
          }
        };
      }
      return (...about: unknown[]): unknown => {
        count(name);
        return Reflect.apply(value, target, about);
      };
    },
  });
}
