import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultyFileSystem } from './faulty-file-system.ts';
import { BUCKET, filesBelow, makeKit, noise, type Kit } from './storage-kit.ts';
import { get, KEY, writeScenarios, type WriteScenario } from './write-scenarios.ts';

const CODES = { EIO: 'InternalError', ENOSPC: 'InsufficientStorage', EROFS: 'ServiceUnavailable' } as const;

const ERRNOS = Object.keys(CODES) as (keyof typeof CODES)[];
/** What every failure to read is. */
const UNREADABLE = 'ServiceUnavailable';

function codeOf(failure: unknown): string | undefined {
  return failure === undefined ? undefined : String((failure as { code?: unknown }).code);
}

describe.each(['object', 'folder'] as const)('%s volume', (kind) => {
  const scenarios = writeScenarios.filter(({ kinds }) => kinds.includes(kind));

  it.each(scenarios)(
    '$name > refused by the disk at each call > the old object stays, and the next try succeeds',
    async (scenario) => {
      const faulty = faultyFileSystem();
      const seen = { failed: 0, answered: 0 };
      let kit = await makeKit(kind, { files: faulty.files });
      try {
        for (const errno of ERRNOS) {
          for (let at = 0; ; at += 1) {
            await scenario.prepare(kit.storage);
            faulty.arm({ at, errno });
            const failure: unknown = await scenario.act(kit.storage).then(
              () => undefined,
              (error: unknown) => error,
            );
            const passed = faulty.calls <= at;
            faulty.arm();
            // A failure carries S3's name; what fails behind the answer (an unlink, a close) is none of the request.
            expect([undefined, CODES[errno], UNREADABLE]).toContain(codeOf(failure));
            expect(await wholeness(kit, scenario, failure !== undefined)).toBe('whole');
            if (passed) break;
            seen[failure === undefined ? 'answered' : 'failed'] += 1;
            // The first write into a root makes directories.
            if (scenario.before === undefined) {
              await kit.dispose();
              kit = await makeKit(kind, { files: faulty.files });
            } else await clear(kit);
          }
          await clear(kit);
        }
      } finally {
        faulty.arm();
        await kit.dispose();
      }
      process.stdout.write(
        `${kind} volume, ${scenario.name}: ${seen.failed} failed calls (${ERRNOS.join(', ')}) refused, ${seen.answered} behind the answer\n`,
      );
    },
    120_000,
  );
});

async function clear({ storage }: Kit): Promise<void> {
  await storage.deleteObject(BUCKET, KEY);
  await storage.deleteObject(BUCKET, 'source');
}

/** What is there after a refusal, and whether the same change succeeds then. */
async function wholeness(kit: Kit, scenario: WriteScenario, failed: boolean): Promise<string> {
  const { before, after } = scenario;
  const now = await get(kit.storage, KEY);
  const holds = (wanted: Buffer | undefined): boolean =>
    wanted === undefined || now === undefined ? wanted === now : wanted.equals(now);
  // In a folder the new bytes may be there after a failed sync of the directory, but never a mixture.
  if (!holds(failed ? before : after) && !(kit.kind === 'folder' && holds(after))) return 'damaged by the failure';
  if (failed && !holds(after)) await scenario.act(kit.storage);
  const again = (await get(kit.storage, KEY)) ?? Buffer.from('none');
  if (!again.equals(after ?? Buffer.from('none'))) return 'the next try did not succeed';
  const { uploads } = await kit.storage.listUploads(BUCKET, { prefix: '', delimiter: '', limit: 10 });
  for (const upload of uploads) await kit.storage.abortUpload(upload);
  const home = kit.kind === 'object' ? kit.root : join(kit.folder, '.quayside');
  const left = await filesBelow(join(home, 'tmp'));
  return left.length === 0 ? 'whole' : `left over: ${left.join(', ')}`;
}

describe('a disk that stays full', () => {
  it.each(['object', 'folder'] as const)('%s volume: refuses, reads on, and takes up again', async (kind) => {
    const faulty = faultyFileSystem();
    const kit = await makeKit(kind, { files: faulty.files });
    try {
      await kit.put('k', 'old');
      faulty.arm({ at: 1, errno: 'ENOSPC', sticky: true });
      await expect(kit.put('k', noise(2_000_000))).rejects.toMatchObject({ code: 'InsufficientStorage' });
      faulty.arm();
      expect(await kit.text('k')).toBe('old');
      await kit.put('k', 'new');
      expect(await kit.text('k')).toBe('new');
    } finally {
      await kit.dispose();
    }
  });

  it('a body that cannot fit is refused before its first byte', async () => {
    const kit = await makeKit('object');
    try {
      const options = { expectedSize: 2 ** 60 };
      await expect(kit.storage.writeObject(BUCKET, 'k', options)).rejects.toMatchObject({
        code: 'InsufficientStorage',
      });
    } finally {
      await kit.dispose();
    }
  });
});
