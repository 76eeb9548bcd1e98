import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { systemClock } from '../base/index.ts';
import { openDatabase } from '../database/index.ts';
import { openS3Volume } from '../volumes/s3-volume.ts';
import { createTransfers } from './index.ts';

// A queue in a process of its own, for tests to kill: orders are JSON lines on stdin, answers JSON lines on stdout.
const [home = '', endpoint = ''] = process.argv.slice(2);
const database = openDatabase({ home, log: () => undefined });
const connectionId = 'test' as never;
const { volume } = openS3Volume({
  connectionId,
  revision: 1,
  readOnly: false,
  endpoint: { provider: 'quayside', endpoint, region: 'us-east-1', addressing: 'path' },
  credential: { accessKeyId: 'KILLTEST', secretAccessKey: 'not-a-secret-of-anybody' },
  clock: systemClock,
});
const queue = createTransfers({
  database,
  volumes: {
    of: () => Promise.resolve(volume),
    try: () => {
      throw new Error('not here');
    },
    signingKey: () => undefined,
    credentialLife: () => Promise.resolve({ temporary: false }),
    onChange: () => () => undefined,
    close: () => undefined,
  },
  ports: {
    paths: { home, userHome: home, temporary: tmpdir() },
    capabilities: {
      host: 'headless',
      platform: 'linux',
      machine: 'test',
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
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`);
queue.watch.subscribe((delta) => say(delta.upsert));
say(queue.watch.snapshot().jobs);

const place = { connectionId, bucket: 'files', prefix: '' };
for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line) as {
    up?: string;
    down?: string;
    remove?: string;
    rename?: [from: string, to: string];
  };
  if (order.up !== undefined) {
    queue.upload({ target: place, roots: [{ path: order.up, kind: 'folder' }], conflict: 'fail' });
  }
  if (order.down !== undefined) {
    const source = { connectionId, bucket: 'files', base: '', selection: { keys: [], prefixes: [''] } };
    queue.download({ source, into: order.down, conflict: 'fail' });
  }
  if (order.remove !== undefined) {
    queue.remove({ connectionId, bucket: 'files', selection: { keys: [], prefixes: [order.remove] } });
  }
  if (order.rename !== undefined) {
    const [from, to] = order.rename;
    await queue.rename({ connectionId, bucket: 'files', from, to });
  }
}
