import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { crashBody } from './crash-body.ts';
import { openStorage } from './index.ts';
import { leftOver } from './left-over.ts';
import type { BucketKind, BucketRecord, Storage } from './storage.ts';

const KILLS = 12;
const WRITER = fileURLToPath(new URL('./crash-writer.ts', import.meta.url));

/** What may be under a key: what was answered last, or what was asked for after it and not answered. */
type State = { readonly version: number; readonly size: number } | 'absent';
interface Expected {
  sure: State;
  maybe: State | undefined;
}

async function writeUntilKilled(root: string, seed: string, known: Map<string, Expected>): Promise<number> {
  const child = spawn(process.execPath, [WRITER, root, 'b', seed], { stdio: ['ignore', 'pipe', 'inherit'] });
  let answered = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, key = '', version, size] = line.split(' ');
    const state = { version: Number(version), size: Number(size) };
    const expected = known.get(key) ?? { sure: 'absent', maybe: undefined };
    if (what === 'ready') setTimeout(() => child.kill('SIGKILL'), 40 + Math.random() * 160);
    else if (what === 'putting') known.set(key, { ...expected, maybe: state });
    else if (what === 'deleting') known.set(key, { ...expected, maybe: 'absent' });
    else known.set(key, { sure: what === 'deleted' ? 'absent' : state, maybe: undefined });
    if (what === 'put') answered += 1;
  }
  return answered;
}

async function stateOf(storage: Storage, key: string, expected: Expected): Promise<string> {
  const candidates = [expected.sure, ...(expected.maybe === undefined ? [] : [expected.maybe])];
  const bytes = await read(storage, key);
  const match = candidates.some((state) =>
    state === 'absent' ? bytes === undefined : bytes?.equals(crashBody(key, state.version, state.size)) === true,
  );
  return match ? 'as answered' : `lost: ${key} ${JSON.stringify(expected)} has ${bytes?.length ?? 'nothing'}`;
}

async function read(storage: Storage, key: string): Promise<Buffer | undefined> {
  try {
    const reader = await storage.openObject('b', key);
    const chunks: Buffer[] = [];
    for await (const chunk of reader.read({ start: 0, end: reader.record.size })) chunks.push(Buffer.from(chunk));
    await reader.close();
    return Buffer.concat(chunks);
  } catch (error) {
    if ((error as { code?: unknown }).code === 'NoSuchKey') return undefined;
    throw error;
  }
}

it.each([
  ['object', 'off'],
  ['object', 'enabled'],
  ['object', 'suspended'],
  ['folder', 'off'],
] as const)(
  `%s volume, versioning %s: after ${KILLS} kills every answered object is whole and no file is left over`,
  async (kind: BucketKind, versioning: BucketRecord['versioning']) => {
    const root = await mkdtemp(join(tmpdir(), 'quayside-crash-'));
    const folder = await mkdtemp(join(tmpdir(), 'quayside-crash-folder-'));
    const known = new Map<string, Expected>();
    try {
      const first = await openStorage({ root });
      await first.createBucket({ name: 'b', owner: 'u', region: 'r', kind, ...(kind === 'folder' ? { folder } : {}) });
      if (versioning !== 'off') await first.setVersioning('b', versioning);
      await first.close();
      let answered = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        answered += await writeUntilKilled(root, `run${kill}`, known);
        const storage = await openStorage({ root });
        for (const [key, expected] of known) expect(await stateOf(storage, key, expected)).toBe('as answered');
        // Closing waits for the sweep.
        await storage.close();
        // Undecided ones are decided now: what is there is what the next run must find.
        for (const [key, expected] of known) if (expected.maybe !== undefined) known.delete(key);
        expect(await leftOver(kind, { root, folder })).toEqual([]);
      }
      // The kills fell among writes; how many is the speed of the machine.
      expect(answered).toBeGreaterThan(KILLS);
      process.stdout.write(`${kind} volume, versioning ${versioning}: ${KILLS} kills, ${answered} answered objects\n`);
    } finally {
      await rm(root, { recursive: true, force: true });
      await rm(folder, { recursive: true, force: true });
    }
  },
  60_000,
);
