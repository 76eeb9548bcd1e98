import * as fc from 'fast-check';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BUCKET, filesBelow, makeKit } from '../storage-kit.ts';
import { checkAll, KEYS, pages, Player, type Step } from './version-player.ts';

const key = fc.constantFrom(...KEYS);
const size = fc.constantFrom(0, 3, 20_000);
const at = fc.constantFrom(0, 0, 1, 2);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('state' as const), state: fc.constantFrom('enabled' as const, 'suspended' as const) }),
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('put' as const, 'upload' as const), key, size }) },
  fc.record({ do: fc.constant('create' as const), key, size }),
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('delete' as const, 'tag' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('delete-version' as const, 'expire' as const), key, at }) },
  fc.record({ do: fc.constant('clone' as const), key, to: key, at }),
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
);

it('any history of versions is what S3 would tell, across restarts, and leaves no file (property)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 40, size: 'max' }),
      fc.integer({ min: 1, max: 4 }),
      async (steps, limit) => {
        const kit = await makeKit('object', { fast: true });
        try {
          const player = new Player(kit);
          // Half of the histories begin unversioned, as every bucket does.
          if (limit % 2 === 0) await player.play({ do: 'state', state: 'enabled' });
          for (const one of steps) await player.play(one);
          const { model } = player;
          await checkAll(kit, model);
          for (const query of [
            { prefix: '', delimiter: '' },
            { prefix: '', delimiter: '/' },
            { prefix: 'a', delimiter: '/' },
            { prefix: 'a/', delimiter: '' },
          ]) {
            expect(await pages(kit, { ...query, limit })).toEqual(model.list(query));
          }
          const before = model.list({ prefix: '', delimiter: '' });
          // As clients empty a bucket: what a page named is deleted before the next one is asked for.
          const seen = await pages(kit, { prefix: '', delimiter: '', limit }, async (page) => {
            const targets = page
              .map((entry) => entry.split(' '))
              .map(([name = '', versionId = '']) => ({ key: name, versionId }));
            await kit.storage.deleteObjects(BUCKET, targets);
          });
          expect(seen).toEqual(before);
          await expect.poll(() => filesBelow(join(kit.root, 'data'))).toEqual([]);
          await kit.storage.deleteBucket(BUCKET);
        } finally {
          await kit.dispose();
        }
      },
    ),
    { numRuns: 40 },
  );
}, 120_000);
