import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buffer } from 'node:stream/consumers';
import { providers } from '../providers/index.ts';
import type { ConnectionId } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import { startEmbeddedStore, type EmbeddedStore } from './embedded-store.testkit.ts';
import { openS3Volume } from './s3-volume.ts';

const bucket = 'adapted';
const mib = 1024 ** 2;
let store: EmbeddedStore;
beforeAll(async () => {
  store = await startEmbeddedStore();
  await store.open().createBucket({ bucket });
});
afterAll(() => store.close());
const since = async (work: () => Promise<unknown>) => {
  await store.quiet();
  const before = store.requests.length;
  await work();
  await store.quiet();
  return store.requests.slice(before).map((request) => request.operation);
};

describe('volume > adapts', () => {
  it('copy > goes by parts above what one copy may hold, and leaves no upload when it fails', async () => {
    const { limits } = providers.quayside;
    const facts = { ...providers.quayside, limits: { ...limits, maxCopy: 6 * mib, maxPart: 5 * mib } };
    const volume = store.open({ facts });
    const body = Buffer.alloc(12 * mib, 'abcdefg');
    await store.open().put({ bucket, key: 'large é.bin', body, contentType: 'x/y', metadata: { kept: 'yes' } });
    const steps: number[] = [];
    const operations = await since(() =>
      volume.copy({
        from: { bucket, key: 'large é.bin' },
        to: { bucket, key: 'copy.bin' },
        onProgress: (at) => steps.push(at),
      }),
    );
    expect(operations.filter((operation) => operation === 'UploadPartCopy').length).toBe(3);
    expect(steps.at(-1)).toBe(body.length);
    const got = await volume.get({ bucket, key: 'copy.bin' });
    expect((await buffer(got.stream)).equals(body)).toBe(true);
    expect(got.head).toMatchObject({ contentType: 'x/y', metadata: { kept: 'yes' } });
    const onto = volume.copy({
      from: { bucket, key: 'large é.bin' },
      to: { bucket, key: 'copy.bin' },
      onlyIfAbsent: true,
    });
    await expect(onto).rejects.toMatchObject({ code: 'OBJECT_EXISTS' });
    expect(await volume.listUploads({ bucket, prefix: '' })).toEqual([]);
  });

  it('deleteMany > batches of the store, or single deletes', async () => {
    const keys = Array.from({ length: 1203 }, (_, at) => `gone/${at}`);
    const many = await since(() => store.open().deleteMany({ bucket, keys }));
    expect(many).toEqual(['DeleteObjects', 'DeleteObjects']);
    const single = await since(() =>
      store.open({ provider: 'runpod' }).deleteMany({ bucket, keys: keys.slice(0, 300) }),
    );
    expect(new Set(single)).toEqual(new Set(['DeleteObject']));
    expect(single.length).toBe(300);
  });

  it('put > only where nothing is: the condition where the store has it, a look before where not', async () => {
    const body = Buffer.from('x');
    const once = { bucket, body, onlyIfAbsent: true };
    expect(await since(() => store.open().put({ ...once, key: 'c1' }))).toEqual(['PutObject']);
    expect(await since(() => store.open({ provider: 'b2' }).put({ ...once, key: 'c2' }))).toEqual([
      'HeadObject',
      'PutObject',
    ]);
  });

  it('createBucket > names the region or not, as the store wants it', async () => {
    for (const provider of ['garage', 'ceph', 'gcs'] as const)
      await store.open({ provider }).createBucket({ bucket: `made-as-${provider}` });
    await expect(store.open({ provider: 'coreweave' }).createBucket({ bucket: 'cw-mine' })).rejects.toMatchObject({
      code: 'BUCKET_NAME_INVALID',
    });
  });

  it('addresses > by path, or by host where the store has no other', async () => {
    const at = (addressing: 'path' | 'virtual') =>
      openS3Volume({
        connectionId: 'c' as ConnectionId,
        revision: 1,
        readOnly: false,
        endpoint: { provider: 'coreweave', endpoint: 'https://cwobject.com', region: 'US-EAST-04A', addressing },
        credential: { accessKeyId: 'AK', secretAccessKey: 'SK' },
        clock: systemClock,
      }).volume.presign({ bucket, key: 'a b/+é', method: 'GET', seconds: 60 });
    const virtual = new URL((await at('virtual')).url);
    expect([virtual.host, virtual.pathname]).toEqual(['adapted.cwobject.com', '/a%20b/%2B%C3%A9']);
    expect(virtual.searchParams.get('X-Amz-Credential')).toContain('/US-EAST-04A/s3/');
    expect(new URL((await at('path')).url).pathname).toBe('/adapted/a%20b/%2B%C3%A9');
  });
});
