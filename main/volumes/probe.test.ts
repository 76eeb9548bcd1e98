import {
  S3Client,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  CreateBucketCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProbeResult, ProviderId } from '../../preload/contract/index.ts';
import { systemClock } from '../base/index.ts';
import { withMeasured, providerOf, hasOperation } from '../providers/index.ts';
import { startStore } from '../s3-server/access/emulation/emulated-store.testkit.ts';
import { cleanUp, cleanups } from './answering.testkit.ts';
import { startEmbeddedStore, testKey } from './embedded-store.testkit.ts';
import { probeEndpoint } from './probe.ts';

afterEach(cleanUp);

const probeOf = (provider: ProviderId, endpoint: string, region: string, bucket: string, signal?: AbortSignal) =>
  probeEndpoint({
    endpoint: { provider, endpoint, region, addressing: 'path' },
    credential: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    clock: systemClock,
    bucket,
    signal,
  });
const differing = ({ facts }: ProbeResult) =>
  facts.flatMap(({ name, expected, found, answer }) =>
    found !== expected ? [`${name} ${String(found)} ${answer}`] : [],
  );

describe('probe > the four emulations do what their data say', () => {
  it.each([
    ['runpod', 'EU-RO-1', { disks: ['vol1'] }, 'vol1'],
    ['runsite', 'eu-central', { buckets: ['plain'] }, 'plain'],
    ['archil', 'us-east-1', { disks: ['dsk-abc'] }, 'dsk-abc'],
    // By its address as a number the emulation takes paths too, where the store itself takes none.
    ['coreweave', 'US-EAST-04A', { buckets: ['plain'] }, 'plain'],
  ] as const)('%s > no difference, and nothing left', async (provider, region, places, bucket) => {
    const store = await startStore(provider, places);
    cleanups.push(() => store.close());
    const result = await probeOf(provider, store.endpoint, region, bucket);
    // The emulation verifies every checksum that it is given, also where the store's document says nothing of it.
    const beside = differing(result).filter((line) => !line.endsWith(' true 400 BadDigest'));
    expect(beside).toEqual(provider === 'coreweave' ? ['path-style true works'] : []);
    expect(result.facts.length).toBeGreaterThanOrEqual(20);
    expect(result.leftBehind).toEqual([]);
    expect(result.requests).toBeLessThan(80);
    const left = await store.sdk().send(new ListObjectsV2Command({ Bucket: bucket }));
    expect(left.Contents ?? []).toEqual([]);
  });
});

describe('probe', () => {
  const sdkOf = (endpoint: string) => {
    const sdk = new S3Client({
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: testKey.accessKeyId, secretAccessKey: testKey.secret },
    });
    cleanups.push(() => sdk.destroy());
    return sdk;
  };
  const started = async () => {
    const store = await startEmbeddedStore();
    cleanups.push(() => store.close());
    const sdk = sdkOf(store.endpoint);
    await sdk.send(new CreateBucketCommand({ Bucket: 'data' }));
    const probe = (signal?: AbortSignal, provider: ProviderId = 'aws') =>
      probeEndpoint({
        endpoint: { provider, endpoint: store.endpoint, region: 'us-east-1', addressing: 'path' },
        credential: { accessKeyId: testKey.accessKeyId, secretAccessKey: testKey.secret },
        clock: systemClock,
        bucket: 'data',
        signal,
      });
    return { store, sdk, probe };
  };

  it('a bucket with versions > no version and no marker of the probe is left', async () => {
    const { sdk, probe } = await started();
    await sdk.send(new PutBucketVersioningCommand({ Bucket: 'data', VersioningConfiguration: { Status: 'Enabled' } }));
    const result = await probe();
    expect(result.leftBehind).toEqual([]);
    const { Versions, DeleteMarkers } = await sdk.send(new ListObjectVersionsCommand({ Bucket: 'data' }));
    expect([...(Versions ?? []), ...(DeleteMarkers ?? [])]).toEqual([]);
  });

  it('stopped in the middle > rejects with CANCELLED, and removes what it made', async () => {
    const { store, sdk, probe } = await started();
    const stop = new AbortController();
    const running = probe(stop.signal);
    await expect
      .poll(() => store.requests.some(({ method }) => method === 'POST'), { interval: 1, timeout: 20_000 })
      .toBe(true);
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect((await sdk.send(new ListObjectsV2Command({ Bucket: 'data' }))).Contents ?? []).toEqual([]);
  });

  it('a bucket that is not there > says so, and writes nothing', async () => {
    const store = await startEmbeddedStore();
    cleanups.push(() => store.close());
    const failed = probeEndpoint({
      endpoint: { provider: 'other', endpoint: store.endpoint, region: 'us-east-1', addressing: 'path' },
      credential: { accessKeyId: testKey.accessKeyId, secretAccessKey: testKey.secret },
      clock: systemClock,
      bucket: 'nowhere',
    });
    await expect(failed).rejects.toMatchObject({ code: 'BUCKET_NOT_FOUND' });
    expect(store.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });

  it('what differs goes before the data: an unknown endpoint that turns out to be a disk', async () => {
    const store = await startStore('archil', { disks: ['dsk-abc'] });
    cleanups.push(() => store.close());
    const result = await probeOf('other', store.endpoint, 'us-east-1', 'dsk-abc');
    const facts = Object.fromEntries(
      result.facts.flatMap(({ name, found }) => (found === undefined ? [] : [[name, found]])),
    );
    const corrected = withMeasured(providerOf('other'), facts);
    expect(hasOperation(corrected, 'CopyObject')).toBe(false);
    expect(corrected.limits).toMatchObject({ maxParts: 0, maxCopy: 0, maxDeleteBatch: 0 });
    expect(corrected.listing).toMatchObject({ v1: false, v2: true, onlyDelimiters: ['/'] });
    expect(corrected.checksums).toContain('content-md5');
  });
});
