import { expect, test } from 'vitest';
import { allRights, createStaticKeys } from '../access/index.ts';
import { createMemoryKeyStore, joinKeySources } from './key-store.ts';
import { createLinkSigner } from './link-signer.ts';

test('joined sources > know the users of given and of made keys, and no others for all that links can be signed', async () => {
  const made = createMemoryKeyStore();
  const links = createLinkSigner({
    secret: Buffer.alloc(32, 1),
    endpoint: () => 'http://127.0.0.1:1',
    region: 'us-east-1',
  });
  const given = createStaticKeys([{ accessKeyId: 'AK', secret: 'SK', user: 'ann', scope: allRights }]);
  const joined = joinKeySources([given, made, links]);
  expect(['ann', 'cy', 'nobody'].map((user) => joined.hasUser?.(user))).toEqual([true, false, false]);
  const key = await made.make({ name: 'ci', user: 'cy', scope: allRights, now: 0 });
  expect(['ann', 'cy', 'nobody'].map((user) => joined.hasUser?.(user))).toEqual([true, true, false]);
  await made.remove(key.accessKeyId);
  expect(joined.hasUser?.('cy')).toBe(false);
});
