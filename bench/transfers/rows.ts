import { fileURLToPath } from 'node:url';
import type { PeakMemory, Row } from '../report/row.ts';
import { type Arena, type Store, bucket } from './arena.ts';
import { type EngineAnswer, type EngineOrder, runEngine } from './engine.ts';
import { type Peer, findPeers } from './peers.ts';
import { runProgram } from './run-program.ts';

const mebibyte = 1024 ** 2;
export const engineName = 'quayside queue';

/** What the runs of the queue told beside their time, for the rows about memory and delay. */
export interface Told {
  readonly title: string;
  readonly answers: EngineAnswer[];
  /** CPU seconds of the runs, by contender: what a busy machine does not change. */
  readonly cpu: Map<string, number[]>;
}

export interface Work {
  readonly kind: 'up' | 'down';
  /** Large: one file of so many MiB. Many: so many files of 4 KiB. */
  readonly size: { readonly mebibytes: number } | { readonly files: number };
  readonly rounds: number;
}

interface Peak extends PeakMemory {
  saw(mebibytes: number | undefined): void;
}
function peakOfRuns(): Peak {
  let most: number | undefined;
  return {
    reset() {
      most = undefined;
    },
    peak: () => most,
    saw(mebibytes) {
      if (mebibytes !== undefined) most = Math.max(most ?? 0, mebibytes);
    },
  };
}

/** One thing that people do with files, by the queue, the SDK, other programs, and the least that can be done. */
export async function transferRow(
  arena: Arena,
  store: Store,
  work: Work,
  told: Told[],
  skipped: (reason: string) => void,
): Promise<Row> {
  const large = 'mebibytes' in work.size;
  const amount = 'mebibytes' in work.size ? work.size.mebibytes : work.size.files;
  const source =
    'mebibytes' in work.size ? await arena.large(work.size.mebibytes) : await arena.many(work.size.files, 4096);
  const key = large ? `large-${amount}` : '';
  const prefix = large ? '' : `many-${amount}/`;
  const what = large
    ? amount >= 1024
      ? `${amount / 1024} GiB`
      : `${amount} MiB`
    : `${amount.toLocaleString('en')} files of 4 KiB`;
  const title = `${work.kind === 'up' ? 'upload' : 'download'} ${what}, ${store.name}`;
  const unit = large ? 'MiB/s' : 'files/s';
  const account: Told = { title, answers: [], cpu: new Map() };
  told.push(account);
  const spent = (name: string, seconds: number | undefined) => {
    if (seconds !== undefined) account.cpu.set(name, [...(account.cpu.get(name) ?? []), seconds]);
  };

  const orderOf = async (into: string): Promise<EngineOrder> => ({
    home: await arena.fresh('home'),
    endpoint: store.endpoint,
    provider: store.provider,
    bucket,
    prefix,
    kind: work.kind,
    folder: !large,
    path: work.kind === 'up' ? source : into,
    key,
    sync: false,
  });
  const engineMemory = peakOfRuns();
  const sdkMemory = peakOfRuns();
  const ofPeer = (peer: Peer) => {
    const memory = peakOfRuns();
    return {
      name: peer.name,
      memory,
      async measure() {
        const into = await arena.fresh(peer.name);
        // A program that copies one file wants its name; one that copies a folder wants the folder.
        const at = large ? `${into}/large` : into;
        const run = await (work.kind === 'up'
          ? peer.upload(source, large ? key : prefix, !large)
          : peer.download(large ? key : prefix, at, !large));
        memory.saw(run.mebibytes);
        spent(peer.name, run.cpuSeconds);
        return amount / run.seconds;
      },
    };
  };
  const { target } = store.server;
  const raw = async (): Promise<number> => {
    if (large && work.kind === 'up') {
      const job = { kind: 'multipart', target, path: `/${bucket}/raw`, bytes: amount * mebibyte } as const;
      return arena.load.run({ ...job, partBytes: 8 * mebibyte, connections: 4, raw: false });
    }
    if (large) {
      const path = `/${bucket}/${key}`;
      return arena.load.run({ kind: 'download', target, path, bytes: amount * mebibyte, count: 1 });
    }
    const method = work.kind === 'up' ? 'PUT' : 'GET';
    const path = `/${bucket}/${work.kind === 'up' ? 'raw-' : `${prefix}file-`}`;
    return arena.load.run({
      kind: 'small',
      target,
      method,
      path,
      keys: amount,
      once: true,
      clients: 16,
      bytes: 4096,
      ms: 600_000,
    });
  };
  const peers = await findPeers({ ...store, bucket }, skipped);
  const theirs = large
    ? work.kind === 'up'
      ? [
          { of: engineName, to: 'raw sockets', atLeast: 0.5 },
          { of: engineName, to: 'aws cli', atLeast: 3 },
          { of: engineName, to: 'rclone', atLeast: 5 },
        ]
      : [
          { of: engineName, to: 'raw sockets', atLeast: 0.6 },
          { of: engineName, to: 'aws cli', atLeast: 5 },
          { of: engineName, to: 'rclone', atLeast: 3 },
        ]
    : [
        { of: engineName, to: 'SDK' },
        { of: engineName, to: 'aws cli', atLeast: 5 },
        { of: engineName, to: 'rclone' },
        { of: engineName, to: 'raw sockets' },
      ];
  return {
    title,
    unit,
    contenders: [
      {
        name: engineName,
        memory: engineMemory,
        async measure() {
          const answer = await runEngine(await orderOf(await arena.fresh('engine')), store.credential);
          if (!large && answer.files !== amount) throw new Error(`${answer.files} files went`);
          account.answers.push(answer);
          spent(engineName, answer.cpuSeconds);
          engineMemory.saw(answer.mebibytes);
          return amount / answer.seconds;
        },
      },
      {
        name: 'SDK',
        memory: sdkMemory,
        async measure() {
          const run = await runProgram({
            command: process.execPath,
            arguments: [
              '--no-warnings',
              fileURLToPath(new URL('./sdk-process.ts', import.meta.url)),
              JSON.stringify(await orderOf(await arena.fresh('sdk'))),
            ],
            environment: { QUAYSIDE_BENCH_KEY: `${store.credential.id}:${store.credential.secret}` },
          });
          sdkMemory.saw(run.mebibytes);
          spent('SDK', run.cpuSeconds);
          return amount / (JSON.parse(run.output) as { seconds: number }).seconds;
        },
      },
      ...peers.map(ofPeer),
      { name: 'raw sockets', measure: raw },
    ],
    ratios: [...theirs, ...(large ? [{ of: engineName, to: 'SDK' }] : [])],
    rounds: work.rounds,
  };
}
