import { describe, expect, it } from 'vitest';
import type { Job, JobId } from '../../../preload/contract/index.ts';
import { testJob } from './job.testkit.ts';
import { nextBatch, totalsOf } from './totals.ts';

const batchOf = (...ids: string[]) => new Set(ids as JobId[]);

describe('batch', () => {
  it('keeps what ended while something still runs, and starts anew after the queue was idle', () => {
    const first = nextBatch(new Set(), [testJob('a'), testJob('b'), testJob('old', { state: 'done' })]);
    expect(first).toEqual(batchOf('a', 'b'));
    const second = nextBatch(first, [testJob('a', { state: 'done' }), testJob('b')]);
    expect(second).toEqual(batchOf('a', 'b'));
    const idle = nextBatch(second, [testJob('a', { state: 'done' }), testJob('b', { state: 'done' })]);
    expect(idle.size).toBe(0);
  });

  it('drops what the user cancelled or paused, so that the total is of what will come', () => {
    expect(nextBatch(batchOf('a', 'b'), [testJob('a', { state: 'cancelled' }), testJob('b')])).toEqual(batchOf('b'));
    expect(nextBatch(batchOf('a', 'b'), [testJob('a', { state: 'paused' }), testJob('b')])).toEqual(batchOf('b'));
  });

  it('keeps its identity while it does not change', () => {
    const batch = batchOf('a');
    expect(nextBatch(batch, [testJob('a')])).toBe(batch);
  });
});

describe('totals', () => {
  it('does not go back when one job of two ends', () => {
    const batch = batchOf('a', 'b');
    const before = totalsOf([testJob('a', { bytesDone: 990 }), testJob('b', { bytesDone: 10, rate: 100 })], batch);
    const after = totalsOf(
      [testJob('a', { state: 'done', bytesDone: 1000 }), testJob('b', { bytesDone: 10, rate: 100 })],
      batch,
    );
    expect(before.fraction).toBe(0.5);
    expect(after.fraction).toBeGreaterThan(0.5);
    expect(after.secondsLeft).toBeCloseTo(9.9);
  });

  it('counts files where there are no bytes, and knows no time left while planning', () => {
    const remove: Partial<Job> = { kind: 'delete', bytesTotal: 0, filesTotal: 4, filesDone: 1 };
    expect(totalsOf([testJob('a', remove)], batchOf('a')).fraction).toBe(0.25);
    expect(totalsOf([testJob('a', { planning: true, rate: 5 })], batchOf('a')).secondsLeft).toBeUndefined();
  });

  it('says nothing of progress where nothing runs', () => {
    const totals = totalsOf([testJob('a', { state: 'failed' }), testJob('b', { state: 'paused' })], new Set());
    expect(totals).toMatchObject({ active: 0, paused: 1, needUser: 1, ended: 1, fraction: undefined });
  });
});
