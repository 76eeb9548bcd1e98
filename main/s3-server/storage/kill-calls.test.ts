import { spawn, spawnSync } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openStorage } from './index.ts';
import { leftOver } from './left-over.ts';
import { get, KEY, writeSteps } from './write-scenarios.ts';

const WRITER = fileURLToPath(new URL('./kill-writer.ts', import.meta.url));
/**
 * The calls by which SQLite changes what is on a disk, all of them in one thread, for each of which strace counts by itself.
 * Those of the storage are in several threads; kill-points.test.ts has each of them.
 */
const CALLS = ['pwrite64', 'fdatasync', 'fsync', 'ftruncate', 'unlink', 'rename'] as const;

const canTrace =
  process.platform === 'linux' &&
  spawnSync('strace', ['-f', '-e', 'trace=none', '-o', '/dev/null', 'true']).status === 0;
if (!canTrace) console.log('skipped: a kill at each system call (there is no strace here, or it may not trace)');

/** Runs the writer until one of its threads makes that call for the nth time (from 1). */
async function writeUntil(root: string, call: string, nth: number): Promise<{ steps: number; closed: boolean }> {
  const inject = `inject=${call}:signal=KILL:when=${nth}`;
  const child = spawn(
    'strace',
    ['-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', inject, process.execPath, WRITER, root],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(root, '..', 'compiled') },
    },
  );
  let text = '';
  for await (const piece of child.stdout) text += String(piece);
  const lines = text.split('\n').filter((line) => line !== '');
  const closed = lines.at(-1) === 'closed';
  return { steps: closed ? lines.length - 1 : lines.length, closed };
}

it.skipIf(!canTrace)(
  'killed by the system at each call of SQLite > what was answered is there whole, and nothing is left',
  async () => {
    const home = await mkdtemp(join(tmpdir(), 'quayside-kill-calls-'));
    try {
      const fresh = join(home, 'fresh');
      const first = await openStorage({ root: fresh });
      await first.createBucket({ name: 'b', owner: 'u', region: 'r' });
      await first.close();
      const kills = new Map<string, number>();
      for (const call of CALLS) {
        for (let nth = 1; ; nth += 1) {
          const root = join(home, 'root');
          await cp(fresh, root, { recursive: true });
          const { steps, closed } = await writeUntil(root, call, nth);
          const storage = await openStorage({ root });
          const now = (await get(storage, KEY)) ?? 'none';
          // The step that was under way may have been made, and not answered.
          const answered = steps === 0 ? 'none' : (writeSteps[steps - 1] ?? 'none');
          const next = steps < writeSteps.length ? (writeSteps[steps] ?? 'none') : answered;
          await storage.close();
          expect([answered, next]).toContainEqual(now);
          expect(await leftOver('object', { root, folder: '' })).toEqual([]);
          await rm(root, { recursive: true, force: true });
          if (closed) break;
          kills.set(call, nth);
        }
      }
      const list = CALLS.map((call) => `${kills.get(call) ?? 0} ${call}`).join(', ');
      process.stdout.write(`killed by the system at each call of the thread with the index: ${list}\n`);
      expect(kills.get('pwrite64')).toBeGreaterThan(10);
      // Which of the two it is, is for who built SQLite to say.
      expect((kills.get('fsync') ?? 0) + (kills.get('fdatasync') ?? 0)).toBeGreaterThan(3);
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  },
  600_000,
);
