import { startEmbeddedStore } from './embedded-store.testkit.ts';
import { volumeSuite } from './volume.suite.ts';

// One server as several kinds of store: what a store lacks is not called, what differs is adapted.
for (const provider of ['quayside', 'runpod', 'archil', 'gcs', 'ceph', 'other', 'aws'] as const)
  volumeSuite(provider, async () => {
    const store = await startEmbeddedStore();
    const bucket = 'suite-bucket';
    await store.open().createBucket({ bucket });
    return { volume: store.open({ provider }), bucket, close: () => store.close() };
  });
