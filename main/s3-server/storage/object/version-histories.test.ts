import * as fc from 'fast-check';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { BUCKET, filesBelow, makeKit, type Kit } from '../storage-kit.ts';
import type { AgedVersion, ObjectRecord, VersionsQuery } from '../storage.ts';
import { VersionModel } from './version-model.ts';

const KEYS = ['a', 'a/b', 'a/c', 'b', '😀'];

const key = fc.constantFrom(...KEYS);
const size = fc.constantFrom(0, 3, 20_000);
const at = fc.nat({ max: 5 });
type Step =
  | { do: 'state'; state: 'enabled' | 'suspended' }
  | { do: 'put' | 'upload'; key: string; size: number }
  | { do: 'create'; key: string; size: number }
  | { do: 'delete' | 'tag'; key: string }
  | { do: 'delete-version' | 'expire'; key: string; at: number }
  | { do: 'clone'; key: string; to: string; at: number }
  | { do: 'reopen' };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('state' as const), state: fc.constantFrom('enabled' as const, 'suspended' as const) }),
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('put' as const, 'upload' as const), key, size }) },
  fc.record({ do: fc.constant('create' as const), key, size }),
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('delete' as const, 'tag' as const), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('delete-version' as const, 'expire' as const), key, at }) },
  fc.record({ do: fc.constant('clone' as const), key, to: key, at }),
  { weight: 1, arbitrary: fc.record({ do: fc.constant('reopen' as const) }) },
);

/** Plays steps on the storage and on the model; the text of a body is its number and as many spaces. */
class Player {
  readonly model = new VersionModel();
  readonly #kit: Kit;
  #count = 0;

  constructor(kit: Kit) {
    this.#kit = kit;
  }

  async play(one: Step): Promise<void> {
    const { model } = this;
    const { storage } = this.#kit;
    switch (one.do) {
      case 'state':
        await storage.setVersioning(BUCKET, one.state);
        model.state = one.state;
        return;
      case 'reopen':
        return this.#kit.reopen();
      case 'put':
        return this.#made(await this.#kit.put(one.key, this.#text(one.size)), this.#last);
      case 'create': {
        const conditions = { ifNoneMatch: '*' as const };
        const made = this.#kit.put(one.key, this.#text(one.size), { conditions });
        if (model.current(one.key) === undefined) return this.#made(await made, this.#last);
        await expect(made).rejects.toMatchObject({ code: 'PreconditionFailed' });
        return;
      }
      case 'upload': {
        const upload = await this.#kit.upload(one.key);
        const parts = [await this.#kit.part(upload, 1, this.#text(one.size))];
        const made = await storage.completeUpload(upload, { etag: 'e-1', parts });
        expect(await storage.findCompletedUpload(BUCKET, one.key, upload.uploadId)).toMatchObject({ etag: 'e-1' });
        return this.#made(made, this.#last);
      }
      case 'delete': {
        const { versionId, deleteMarker } = await storage.deleteObject(BUCKET, one.key);
        expect(deleteMarker).toBe(model.state === 'off' ? undefined : true);
        expect(versionId === 'null').toBe(model.state === 'suspended');
        model.delete(one.key, versionId);
        return;
      }
      case 'delete-version': {
        const version = model.of(one.key)[one.at];
        if (version === undefined) return;
        const result = await storage.deleteObject(BUCKET, one.key, { versionId: version.id });
        expect(result).toEqual({ versionId: version.id, ...(version.marker ? { deleteMarker: true } : {}) });
        model.deleteVersion(one.key, version.id);
        return;
      }
      case 'tag': {
        if (model.current(one.key) === undefined) return;
        await storage.updateObject(BUCKET, one.key, { metadata: { user: {}, tags: { t: 'v' } } });
        return;
      }
      case 'expire':
        return this.#expire(one.key, one.at);
      case 'clone':
        return this.#clone(one);
    }
  }

  get #last(): string {
    return `#${this.#count}`;
  }

  #text(length: number): string {
    this.#count += 1;
    return length === 0 ? '' : this.#last.padEnd(length);
  }

  #made(record: ObjectRecord, text: string): void {
    expect(record).toMatchObject({ isLatest: true, deleteMarker: false });
    expect(record.versionId === 'null').toBe(this.model.state !== 'enabled');
    this.model.put(record.key, record.versionId, record.size === 0 ? '' : text);
  }

  async #expire(of: string, index: number): Promise<void> {
    const { model } = this;
    const { storage } = this.#kit;
    const { versions } = await storage.walkVersions(BUCKET, { limit: 1000 });
    const found = versions.filter(({ record }) => record.key === of)[index];
    if (found === undefined) return;
    const { record } = found;
    const lone = record.deleteMarker && found.only;
    const [removed] = await storage.expireVersions(BUCKET, [{ action: 'remove', record }]);
    expect(removed).toBe(lone || !record.isLatest);
    if (removed === true) return model.deleteVersion(of, record.versionId);
    const [expired] = await storage.expireVersions(BUCKET, [{ action: 'expire', record }]);
    expect(expired).toBe(!record.deleteMarker);
    if (expired === true) {
      const page = await storage.listVersions(BUCKET, { prefix: of, delimiter: '', limit: 1 });
      model.delete(of, page.versions[0]?.key === of ? page.versions[0].versionId : undefined);
    }
  }

  async #clone(one: { key: string; to: string; at: number }): Promise<void> {
    const version = this.model.of(one.key)[one.at];
    if (version === undefined || version.marker) return;
    const record = await this.#kit.storage.headObject(BUCKET, one.key, version.id);
    const { etag, metadata } = record;
    const target = { bucket: BUCKET, key: one.to };
    const made = await this.#kit.storage.cloneObject({ bucket: BUCKET, record }, target, { etag, metadata });
    expect(made).toMatchObject({ key: one.to, etag, size: record.size });
    if (made !== undefined) this.#made(made, version.text);
  }
}

async function check(kit: Kit, model: VersionModel): Promise<void> {
  const { storage } = kit;
  const { versions } = await storage.listVersions(BUCKET, { prefix: '', delimiter: '', limit: 1000 });
  const told = versions.map(({ key: name, versionId, deleteMarker, isLatest }) => [
    name,
    versionId,
    deleteMarker,
    isLatest,
  ]);
  expect(told).toEqual(model.all().map(({ key: name, id, marker, latest }) => [name, id, marker, latest]));
  const current = KEYS.filter((name) => model.current(name) !== undefined).sort();
  expect([...(await kit.keys())].sort()).toEqual(current);
  for (const { key: name, id, marker, text } of model.all()) {
    if (marker) {
      await expect(storage.headObject(BUCKET, name, id)).rejects.toMatchObject({
        code: 'MethodNotAllowed',
        deleteMarker: { versionId: id },
      });
      continue;
    }
    const reader = await storage.openObject(BUCKET, name, id);
    const chunks: Buffer[] = [];
    for await (const chunk of reader.read({ start: 0, end: reader.record.size })) chunks.push(Buffer.from(chunk));
    await reader.close();
    expect(Buffer.concat(chunks).toString().trimEnd()).toBe(text);
  }
  for (const name of KEYS) {
    const newest = model.of(name)[0];
    if (newest?.marker === false) continue;
    const failure = { code: 'NoSuchKey', ...(newest === undefined ? {} : { deleteMarker: { versionId: newest.id } }) };
    await expect(storage.headObject(BUCKET, name)).rejects.toMatchObject(failure);
  }
  await checkWalk(kit, model);
}

async function checkWalk(kit: Kit, model: VersionModel): Promise<void> {
  const walked: AgedVersion[] = [];
  let position: string | undefined;
  do {
    const page = await kit.storage.walkVersions(BUCKET, { limit: 2, ...(position === undefined ? {} : { position }) });
    walked.push(...page.versions);
    position = page.position;
  } while (position !== undefined);
  const expected = KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).flatMap((name) =>
    model.of(name).map(({ id }, index, all) => [name, id, index === 0, Math.max(index - 1, 0), all.length === 1]),
  );
  const told = walked.map(({ record, newerNoncurrent, only, noncurrentSince }) => {
    expect(noncurrentSince === undefined).toBe(record.isLatest);
    return [record.key, record.versionId, record.isLatest, newerNoncurrent, only];
  });
  expect(told).toEqual(expected);
}

/** Every page of a listing, checked to be full and to end where it says. `between` may change the bucket meanwhile. */
async function pages(kit: Kit, query: VersionsQuery, between?: (page: string[]) => Promise<void>): Promise<string[]> {
  const seen: string[] = [];
  let marker: Pick<VersionsQuery, 'keyMarker' | 'versionIdMarker'> = {};
  for (;;) {
    const page = await kit.storage.listVersions(BUCKET, { ...query, ...marker });
    const versions = page.versions.map((record) => `${record.key} ${record.versionId}`);
    const all = [...versions, ...page.commonPrefixes];
    const keyOf = (entry: string): Buffer => Buffer.from(entry.split(' ')[0] ?? '');
    all.sort((a, b) => Buffer.compare(keyOf(a), keyOf(b)));
    seen.push(...all);
    await between?.(versions);
    if (!page.isTruncated) {
      expect(page).not.toHaveProperty('nextKeyMarker');
      return seen;
    }
    expect(all).toHaveLength(query.limit);
    const { nextKeyMarker: keyMarker = '', nextVersionIdMarker: versionIdMarker } = page;
    expect(all.at(-1)).toBe(versionIdMarker === undefined ? keyMarker : `${keyMarker} ${versionIdMarker}`);
    marker = { keyMarker, ...(versionIdMarker === undefined ? {} : { versionIdMarker }) };
  }
}

it('any history of versions is what S3 would tell, across restarts, and leaves no file (property)', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 8, maxLength: 30 }),
      fc.integer({ min: 1, max: 4 }),
      async (steps, limit) => {
        const kit = await makeKit('object', { fast: true });
        try {
          const player = new Player(kit);
          for (const one of steps) await player.play(one);
          const { model } = player;
          await check(kit, model);
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
    { numRuns: 60 },
  );
}, 120_000);
