import { expect, it } from 'vitest';
import type { Job, JobId } from '../../../preload/contract/index.ts';
import { createUndoStack } from './undo-stack.ts';

const ended = (id: string, change: Partial<Job> = {}): Job =>
  ({ id: id as JobId, state: 'done', filesSkipped: 0, ...change }) as Job;
const entry = (label: string) => ({ label, run: () => Promise.resolve() });

it('offers what was done as a whole, newest first, and each once', async () => {
  const undo = createUndoStack();
  undo.expect('a' as JobId, entry('a'));
  undo.expect('b' as JobId, entry('b'));
  undo.expect('failed' as JobId, entry('failed'));
  undo.expect('skipped' as JobId, entry('skipped'));
  expect((await undo.jobEnded(ended('b')))?.label).toBe('b');
  expect((await undo.jobEnded(ended('a')))?.label).toBe('a');
  expect(await undo.jobEnded(ended('failed', { state: 'failed' }))).toBeUndefined();
  expect(await undo.jobEnded(ended('skipped', { filesSkipped: 1 }))).toBeUndefined();
  expect(await undo.jobEnded(ended('stranger'))).toBeUndefined();
  expect([undo.take()?.label, undo.take()?.label, undo.take()]).toEqual(['a', 'b', undefined]);
});

it('asks where only the store knows, and takes no answer for no', async () => {
  const undo = createUndoStack();
  undo.expect('no' as JobId, { ...entry('no'), isPossible: () => Promise.resolve(false) });
  undo.expect('denied' as JobId, { ...entry('denied'), isPossible: () => Promise.reject(new Error('denied')) });
  undo.expect('yes' as JobId, { ...entry('yes'), isPossible: () => Promise.resolve(true) });
  expect(await undo.jobEnded(ended('no'))).toBeUndefined();
  expect(await undo.jobEnded(ended('denied'))).toBeUndefined();
  const offered = await undo.jobEnded(ended('yes'));
  expect(offered?.label).toBe('yes');
  expect(offered !== undefined && undo.remove(offered)).toBe(true);
  expect(undo.take()).toBeUndefined();
});
