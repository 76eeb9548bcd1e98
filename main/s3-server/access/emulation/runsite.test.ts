import { afterEach, describe, expect, test } from 'vitest';
import { type Store, outcome, put, startStore } from './emulated-store.testkit.ts';

const open: Store[] = [];
const start: typeof startStore = async (...what) => {
  const store = await startStore(...what);
  open.push(store);
  return store;
};
afterEach(async () => {
  for (const store of open.splice(0)) await store.close();
});

describe('Runsite', () => {
  test('links > a day at most', async () => {
    const store = await start('runsite', { buckets: ['uploads'] });
    expect((await store.send(put('/uploads/a', 'x'))).status).toBe(200);
    expect((await store.presigned({ path: '/uploads/a' }, { expires: '86400' })).text).toBe('x');
    expect(outcome(await store.presigned({ path: '/uploads/a' }, { expires: '86401' }))).toEqual([
      400,
      'AuthorizationQueryParametersError',
    ]);
  });

  test('CreateBucket > the rules of names, and the region of the API', async () => {
    const store = await start('runsite', {});
    expect((await store.send(put('/user-uploads', ''))).status).toBe(200);
    expect(outcome(await store.send(put('/user.uploads', '')))).toEqual([400, 'InvalidBucketName']);
    const { text } = await store.send({ path: '/user-uploads', query: [['location', '']] });
    expect(text).toContain('>eu-central</LocationConstraint>');
  });
});
