import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConnectionId } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import { createBucketAdmin, type BucketAdmin } from '../volumes/index.ts';
import { createBucketSettingsHandlers } from './bucket-settings.ts';
import { context, startStores } from './stores.testkit.ts';

let stores: Awaited<ReturnType<typeof startStores>>;
let bucketAdmin: BucketAdmin;
let connectionId: ConnectionId;
beforeAll(async () => {
  stores = await startStores();
  bucketAdmin = createBucketAdmin({ connections: stores.vault.connections, clock: systemClock, log: () => {} });
  const [local] = stores.vault.connections.list();
  if (!local) throw new Error('there is no local connection');
  connectionId = local.id;
  await stores.buckets.create({ connectionId, bucket: 'settings' }, context);
});
afterAll(async () => {
  await bucketAdmin.close();
  await stores.remove();
});

describe('settings of a bucket, at the boundary', () => {
  const place = () => ({ connectionId, bucket: 'settings' });
  const write = async (aspect: 'cors' | 'tags' | 'policy' | 'lifecycle', document: string) =>
    createBucketSettingsHandlers({ bucketAdmin }).write({ ...place(), aspect, document }, context);

  it.each([
    ['cors', '{', 'This is no JSON.'],
    ['cors', '[]', 'expected object'],
    ['cors', '{"CORSRules":[]}', 'CORSRules'],
    ['cors', '{"CORSRules":[{"AllowedMethods":["PATCH"],"AllowedOrigins":["*"]}]}', 'CORSRules.0.AllowedMethods.0'],
    ['tags', '{"TagSet":[{"Key":"","Value":"x"}]}', 'TagSet.0.Key'],
    ['tags', '{"TagSet":[{"Key":"a","Value":"x","More":1}]}', 'More'],
    ['lifecycle', '{"Rules":[{"Status":"Enabled","Expiration":{"Days":0}}]}', 'Rules.0.Expiration.Days'],
    ['policy', '"x"', 'expected record'],
  ] as const)('%s %s > BAD_INPUT that names the place', async (aspect, document, reason) => {
    await expect(write(aspect, document)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      params: { field: 'document', reason: expect.stringContaining(reason) },
    });
  });

  it('is written as typed and read back as text', async () => {
    await write('tags', '{"TagSet":[{"Key":"a","Value":"b"}]}');
    const { read, overview } = createBucketSettingsHandlers({ bucketAdmin });
    const { document } = await read({ ...place(), aspect: 'tags' }, context);
    expect(JSON.parse(document ?? '')).toEqual({ TagSet: [{ Key: 'a', Value: 'b' }] });
    const { aspects } = await overview(place(), context);
    expect(aspects.find(({ aspect }) => aspect === 'encryption')?.write).toMatchObject({ ok: false });
    expect(aspects.find(({ aspect }) => aspect === 'versioning')?.clear).toMatchObject({ ok: false });
  });
});
