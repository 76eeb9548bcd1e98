import assert from 'node:assert/strict';
import { S3Error } from '../../errors/index.ts';
import { BUCKET, type Kit } from '../storage-kit.ts';
import type { AgedVersion, ObjectRecord, VersionsQuery } from '../storage.ts';
import { VersionModel } from './version-model.ts';

export const KEYS = ['a', 'a/b', '😀'];

export type Step =
  | { do: 'state'; state: 'enabled' | 'suspended' }
  | { do: 'put' | 'upload'; key: string; size: number }
  | { do: 'create'; key: string; size: number }
  | { do: 'delete' | 'tag'; key: string }
  | { do: 'delete-version' | 'expire'; key: string; at: number }
  | { do: 'clone'; key: string; to: string; at: number }
  | { do: 'reopen' };
/** Plays steps on the storage and on the model. The text of a body is its number and as many spaces. */
export class Player {
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
        await refused(made, { code: 'PreconditionFailed' });
        return;
      }
      case 'upload': {
        const upload = await this.#kit.upload(one.key);
        const parts = [await this.#kit.part(upload, 1, this.#text(one.size))];
        const made = await storage.completeUpload(upload, { etag: 'e-1', parts });
        assert.partialDeepStrictEqual(await storage.findCompletedUpload(BUCKET, one.key, upload.uploadId), {
          etag: 'e-1',
        });
        return this.#made(made, this.#last);
      }
      case 'delete': {
        const { versionId, deleteMarker } = await storage.deleteObject(BUCKET, one.key);
        assert.equal(deleteMarker, model.state === 'off' ? undefined : true);
        assert.equal(versionId === 'null', model.state === 'suspended');
        model.delete(one.key, versionId);
        return;
      }
      case 'delete-version': {
        const version = model.of(one.key)[one.at];
        if (version === undefined) return;
        const result = await storage.deleteObject(BUCKET, one.key, { versionId: version.id });
        assert.deepEqual(result, { versionId: version.id, ...(version.marker ? { deleteMarker: true } : {}) });
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
    assert.partialDeepStrictEqual(record, { isLatest: true, deleteMarker: false });
    assert.equal(record.versionId === 'null', this.model.state !== 'enabled');
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
    assert.equal(removed, lone || !record.isLatest);
    if (removed) return model.deleteVersion(of, record.versionId);
    const [expired] = await storage.expireVersions(BUCKET, [{ action: 'expire', record }]);
    assert.equal(expired, !record.deleteMarker);
    if (expired) {
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
    assert.partialDeepStrictEqual(made, { key: one.to, etag, size: record.size });
    if (made !== undefined) this.#made(made, version.text);
  }
}

/** Everything the storage tells is what the model says. */
export async function checkAll(kit: Kit, model: VersionModel): Promise<void> {
  const { storage } = kit;
  const { versions } = await storage.listVersions(BUCKET, { prefix: '', delimiter: '', limit: 1000 });
  const told = versions.map(({ key: name, versionId, deleteMarker, isLatest }) => [
    name,
    versionId,
    deleteMarker,
    isLatest,
  ]);
  assert.deepEqual(
    told,
    model.all().map(({ key: name, id, marker, latest }) => [name, id, marker, latest]),
  );
  const current = KEYS.filter((name) => model.current(name) !== undefined).sort();
  assert.deepEqual([...(await kit.keys())].sort(), current);
  for (const { key: name, id, marker, text } of model.all()) {
    if (marker) {
      await refused(storage.headObject(BUCKET, name, id), {
        code: 'MethodNotAllowed',
        deleteMarker: { versionId: id },
      });
      continue;
    }
    const reader = await storage.openObject(BUCKET, name, id);
    const chunks: Buffer[] = [];
    for await (const chunk of reader.read({ start: 0, end: reader.record.size })) chunks.push(Buffer.from(chunk));
    await reader.close();
    assert.equal(Buffer.concat(chunks).toString().trimEnd(), text);
  }
  for (const name of KEYS) {
    const newest = model.of(name)[0];
    if (newest?.marker === false) continue;
    const failure = { code: 'NoSuchKey', ...(newest === undefined ? {} : { deleteMarker: { versionId: newest.id } }) };
    await refused(storage.headObject(BUCKET, name), failure);
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
    assert.equal(noncurrentSince === undefined, record.isLatest);
    return [record.key, record.versionId, record.isLatest, newerNoncurrent, only];
  });
  assert.deepEqual(told, expected);
}

/** Every page of a listing, checked to be full and to end where it says. `between` may change the bucket meanwhile. */
export async function pages(
  kit: Kit,
  query: VersionsQuery,
  between?: (page: string[]) => Promise<void>,
): Promise<string[]> {
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
      assert.equal('nextKeyMarker' in page, false);
      return seen;
    }
    assert.equal(all.length, query.limit);
    const { nextKeyMarker: keyMarker = '', nextVersionIdMarker: versionIdMarker } = page;
    assert.equal(all.at(-1), versionIdMarker === undefined ? keyMarker : `${keyMarker} ${versionIdMarker}`);
    marker = { keyMarker, ...(versionIdMarker === undefined ? {} : { versionIdMarker }) };
  }
}

async function refused(step: Promise<unknown>, failure: object): Promise<void> {
  await assert.rejects(step, (error) => {
    assert(error instanceof S3Error);
    const { code, deleteMarker } = error;
    assert.partialDeepStrictEqual({ code, deleteMarker }, failure);
    return true;
  });
}
