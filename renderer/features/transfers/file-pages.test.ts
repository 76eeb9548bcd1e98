import { describe, expect, it } from 'vitest';
import type { FileId, JobFile } from '../../../preload/contract/index.ts';
import { filePageSize, FilePages, type LoadFilePage } from './file-pages.ts';

const file = (index: number): JobFile => ({
  id: `f${index}` as FileId,
  path: `dir/${index}`,
  key: `dir/${index}`,
  size: 1,
  bytesDone: 0,
  state: 'queued',
  modified: 0,
});

function source(total: number) {
  const asked: number[] = [];
  const load: LoadFilePage<JobFile> = (offset, limit) => {
    asked.push(offset);
    const length = Math.max(0, Math.min(limit, total - offset));
    return Promise.resolve({ files: Array.from({ length }, (_, i) => file(offset + i)), total });
  };
  return { asked, load };
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('file pages', () => {
  it('loads what is seen, once', async () => {
    const { asked, load } = source(1000);
    let changes = 0;
    const pages = new FilePages(load, () => (changes += 1));
    pages.want(0, 20, false);
    pages.want(5, 25, false);
    await settle();
    pages.want(0, 20, false);
    expect(asked).toEqual([0]);
    expect(pages.total).toBe(1000);
    expect(pages.at(7)?.id).toBe('f7');
    pages.want(filePageSize - 1, filePageSize + 1, false);
    await settle();
    expect(asked).toEqual([0, filePageSize]);
    expect(changes).toBe(2);
  });

  it('stays bounded over a million files', async () => {
    const { load } = source(1_000_000);
    const pages = new FilePages(load, () => undefined);
    for (let index = 0; index < 40; index += 1) {
      pages.want(index * filePageSize, index * filePageSize, false);
      await settle();
    }
    expect(pages.at(0)).toBeUndefined();
    expect(pages.at(39 * filePageSize)?.id).toBe(`f${39 * filePageSize}`);
  });

  it('tells why a page could not be had, and can be asked again', async () => {
    const failure = new Error('no');
    let fail = true;
    const { load } = source(3);
    const pages = new FilePages(
      (offset, limit, signal) => (fail ? Promise.reject(failure) : load(offset, limit, signal)),
      () => undefined,
    );
    pages.want(0, 1, false);
    await settle();
    expect(pages.error).toBe(failure);
    fail = false;
    pages.want(0, 1, false);
    await settle();
    expect(pages.error).toBeUndefined();
    expect(pages.at(2)?.id).toBe('f2');
  });
});
