import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { haltingFileSystem, type Death } from './halting-file-system.ts';
import { openStorage } from './index.ts';
import { leftOver } from './left-over.ts';
import type { BucketKind, Storage } from './storage.ts';
import { BUCKET } from './storage-kit.ts';
import { get, KEY, put, writeScenarios, type WriteScenario } from './write-scenarios.ts';

interface Place {
  readonly root: string;
  readonly folder: string;
}

const DEATHS: readonly Death[] = ['before', 'within', 'behind'];

async function newPlace(kind: BucketKind, scenario: WriteScenario): Promise<Place> {
  const root = await mkdtemp(join(tmpdir(), 'quayside-kill-'));
  const folder = await mkdtemp(join(tmpdir(), 'quayside-kill-folder-'));
  const storage = await openStorage({ root });
  const own = kind === 'folder' ? { kind, folder } : { kind };
  await storage.createBucket({ name: BUCKET, owner: 'u', region: 'r', ...own });
  await put(storage, 'other', Buffer.from('stays'));
  await scenario.prepare(storage);
  await storage.close();
  return { root, folder };
}

async function removePlace({ root, folder }: Place): Promise<void> {
  await rm(root, { recursive: true, force: true });
  await rm(folder, { recursive: true, force: true });
}

/** Runs the change until its end or its death; tells the calls it made and whether it was answered. */
async function runTo(
  { root }: Place,
  scenario: WriteScenario,
  end: { at: number; death: Death } | undefined,
): Promise<{ calls: readonly string[]; answered: boolean; died: boolean }> {
  const halting = haltingFileSystem();
  const storage: Storage = await openStorage({ root }, { files: halting.files });
  // The volume is opened with the first call; that is no part of the change.
  await storage.listObjects(BUCKET, { prefix: '', delimiter: '', limit: 1 });
  halting.arm(end);
  let died = false;
  const dead = halting.dead.then(() => {
    died = true;
    return false;
  });
  const answered = await Promise.race([scenario.act(storage).then(() => true), dead]);
  // An unlink behind the answer may be the last call.
  if (end && answered) await Promise.race([dead, new Promise((resolve) => setTimeout(resolve, 20))]);
  if (end && died) {
    // Its locks and descriptors go with a dead process; what the storage itself would do at its end fails.
    await storage.close().catch(() => undefined);
  } else await storage.close();
  halting.release();
  return { calls: halting.calls, answered, died };
}

async function verify(kind: BucketKind, place: Place, scenario: WriteScenario, answered: boolean): Promise<string> {
  const storage = await openStorage({ root: place.root });
  const bytes = await get(storage, KEY);
  const isOld = bytes === undefined ? scenario.before === undefined : scenario.before?.equals(bytes) === true;
  const isNew = bytes === undefined ? scenario.after === undefined : scenario.after?.equals(bytes) === true;
  expect((await get(storage, 'other'))?.toString()).toBe('stays');
  // Whatever an upload has come to, it can be ended.
  const { uploads } = await storage.listUploads(BUCKET, { prefix: '', delimiter: '', limit: 10 });
  for (const upload of uploads) {
    expect(await storage.listParts(upload)).toHaveLength(3);
    await storage.abortUpload(upload);
  }
  await storage.close();
  expect(await leftOver(kind, place)).toEqual([]);
  if (isNew) return 'new';
  return isOld && !answered ? 'old' : `neither: ${bytes?.length ?? 'no'} bytes`;
}

describe.each(['object', 'folder'] as const)('%s volume: killed at each call that changes the disk', (kind) => {
  it.each(writeScenarios.filter(({ kinds }) => kinds.includes(kind)))(
    '$name > the old or the new object is there whole, and nothing else',
    async (scenario) => {
      const untouched = await newPlace(kind, scenario);
      const { calls } = await runTo(untouched, scenario, undefined);
      expect(await verify(kind, untouched, scenario, true)).toBe('new');
      await removePlace(untouched);
      const seen = { old: 0, new: 0 };
      let points = 0;
      for (const [at, name] of calls.entries()) {
        for (const death of DEATHS) {
          if (death === 'within' && name !== 'write') continue;
          const place = await newPlace(kind, scenario);
          try {
            const { answered } = await runTo(place, scenario, { at, death });
            const state = await verify(kind, place, scenario, answered);
            expect([`${death} ${name}`, state]).toEqual([`${death} ${name}`, expect.stringMatching(/^(?:old|new)$/)]);
            seen[state as 'old' | 'new'] += 1;
            points += 1;
          } finally {
            await removePlace(place);
          }
        }
      }
      const count = new Map<string, number>();
      for (const name of calls) count.set(name, (count.get(name) ?? 0) + 1);
      const list = [...count].map(([name, times]) => `${times} ${name}`).join(', ');
      process.stdout.write(
        `${kind} volume, ${scenario.name}: killed at ${points} points of ${calls.length} calls (${list || 'the index alone'}); ${seen.old} old, ${seen.new} new\n`,
      );
    },
    120_000,
  );
});
