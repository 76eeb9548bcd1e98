import { expect, test } from 'vitest';
import { startEmbeddedStore } from '../volumes/embedded-store.testkit.ts';
import { addSamples } from './add-samples.ts';

test('samples are put below a folder of theirs, and leave what is there as it is', async () => {
  const store = await startEmbeddedStore();
  try {
    const volume = store.open();
    const { signal } = new AbortController();
    await volume.createBucket({ bucket: 'first' });
    await volume.put({ bucket: 'first', key: 'Sample/tides.csv', body: Buffer.from('mine') });
    await addSamples(volume, { bucket: 'first', signal });
    await addSamples(volume, { bucket: 'first', signal });
    const { keys } = await volume.list({ bucket: 'first', prefix: 'Sample/' });
    expect(keys).toEqual(['Sample/berths.json', 'Sample/harbour.png', 'Sample/tides.csv', 'Sample/welcome.md']);
    expect((await volume.head({ bucket: 'first', key: 'Sample/tides.csv' })).size).toBe(4);
    expect((await volume.head({ bucket: 'first', key: 'Sample/harbour.png' })).contentType).toBe('image/png');
  } finally {
    await store.close();
  }
});
