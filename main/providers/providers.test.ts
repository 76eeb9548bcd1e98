import { describe, expect, it } from 'vitest';
import { feature, providerIds, providerSummary } from '../../preload/contract/index.ts';
import {
  bucketNameProblem,
  hasOperation,
  keyIsReserved,
  maxShareSeconds,
  providers,
  supportOf,
  toSummary,
} from './index.ts';

const all = providerIds.map((id) => providers[id]);

describe('every provider', () => {
  it.each(all.map((provider) => [provider.id, provider] as const))('%s > fits the contract', (id, provider) => {
    expect(provider.id).toBe(id);
    expect(providerSummary.parse(toSummary(provider))).toEqual(toSummary(provider));
  });

  it.each(all.map((provider) => [provider.id, provider] as const))('%s > is plain data', (_id, provider) => {
    expect(structuredClone(provider)).toEqual(provider);
    expect(JSON.parse(JSON.stringify(provider))).toEqual(provider);
  });

  it.each(all.map((provider) => [provider.id, provider] as const))('%s > holds together', (_id, provider) => {
    const { limits } = provider;
    expect(limits.minPart).toBeLessThanOrEqual(limits.maxPart);
    expect(limits.maxPart * limits.maxParts).toBeGreaterThanOrEqual(limits.maxPart === 0 ? 0 : limits.maxObject);
    expect(hasOperation(provider, 'CreateMultipartUpload')).toBe(limits.maxParts > 0);
    expect(hasOperation(provider, 'CopyObject')).toBe(limits.maxCopy > 0);
    expect(hasOperation(provider, 'DeleteObjects')).toBe(limits.maxDeleteBatch > 0);
    expect(provider.buckets.mustBeNamed).toBe(!hasOperation(provider, 'ListBuckets'));
    expect(provider.listing.v1).toBe(hasOperation(provider, 'ListObjects'));
    expect(provider.listing.v2).toBe(hasOperation(provider, 'ListObjectsV2'));
    expect(provider.keys.userMetadata).toBe(supportOf(provider, 'metadata').ok);
    expect(maxShareSeconds(provider) > 0).toBe(supportOf(provider, 'share-link').ok);
    for (const lack of provider.lacks) {
      expect(lack.reason).toMatch(/^[A-Z].*\.$/);
      expect(lack.answer.status).toBeGreaterThanOrEqual(400);
      for (const name of lack.features) expect(feature.options).toContain(name);
    }
    const named = provider.lacks.flatMap((lack) => lack.operations);
    expect(new Set(named).size).toBe(named.length);
    for (const source of Object.values(provider.sources)) expect(source.length).toBeGreaterThan(5);
    for (const entry of provider.endpoints) expect(new URL(entry.endpoint).protocol).toBe('https:');
  });
});

describe('what the four documents say', () => {
  it('Runpod > 500 MB a request, no batch delete, no links, an hour of clock', () => {
    const { runpod } = providers;
    expect(runpod.limits.maxPut).toBe(500_000_000);
    expect(runpod.limits.maxPart).toBe(500_000_000);
    expect(supportOf(runpod, 'batch-delete').ok).toBe(false);
    expect(supportOf(runpod, 'share-link')).toMatchObject({ ok: false });
    expect(runpod.clockSeconds).toBe(3600);
    expect(runpod.endpoints.map((entry) => [entry.region, entry.endpoint])).toEqual([
      ['EUR-IS-1', 'https://s3api-eur-is-1.runpod.io'],
      ['EU-RO-1', 'https://s3api-eu-ro-1.runpod.io'],
      ['EU-CZ-1', 'https://s3api-eu-cz-1.runpod.io'],
      ['US-KS-2', 'https://s3api-us-ks-2.runpod.io'],
    ]);
  });

  it('CoreWeave > reserved names and the virtual-hosted address', () => {
    const { coreweave } = providers;
    for (const name of ['cw-mine', 'vip-x1', 'log-stitcher-ch-1', 'int', 'xn--a'])
      expect(bucketNameProblem(coreweave, name)).toBe('reserved');
    for (const name of ['a.b', 'Upper', 'ab', 'under_score', '-a-', 'x'.repeat(64)])
      expect(bucketNameProblem(coreweave, name)).toBe('pattern');
    expect(bucketNameProblem(coreweave, 'integer-data')).toBeUndefined();
    expect(coreweave.addressing).toBe('virtual');
  });

  it('Archil > one disk, whole objects, only the delimiter /', () => {
    const { archil } = providers;
    for (const operation of ['ListBuckets', 'CopyObject', 'CreateMultipartUpload', 'DeleteObjects'] as const)
      expect(hasOperation(archil, operation)).toBe(false);
    expect(archil.listing.onlyDelimiters).toEqual(['/']);
    expect(archil.presign.onlySeconds).toEqual([3600, 28_800, 86_400, 604_800]);
    expect(keyIsReserved(archil, '.archil/state')).toBe(true);
    expect(archil.signing).not.toContain('streaming');
    expect(bucketNameProblem(archil, 'dsk-abc123.branch-xyz')).toBeUndefined();
  });

  it('Runsite > links of a day at most', () => {
    expect(maxShareSeconds(providers.runsite)).toBe(86_400);
    expect(providers.runsite.presign.defaultSeconds).toBe(600);
  });
});

describe('bucket names of AWS', () => {
  it.each(['..', '.sys', 'A_b', '192.168.0.1', 'ab', 'x'.repeat(64), 'a..b'])('%s > refused', (name) => {
    expect(bucketNameProblem(providers.aws, name)).toBe('pattern');
  });
  it('xn--a > reserved', () => expect(bucketNameProblem(providers.aws, 'xn--a')).toBe('reserved'));
  it('my.bucket-1 > taken', () => expect(bucketNameProblem(providers.aws, 'my.bucket-1')).toBeUndefined());
});
