import { describe, expect, it } from 'vitest';
import type { JobId } from '../../../preload/contract/index.ts';
import { createJobStore, endedBetween, shownJobs } from './job-store.ts';
import { testJob } from './job.testkit.ts';

const ids = (jobs: readonly { readonly id: string }[]) => jobs.map((job) => job.id);

describe('job store', () => {
  it('holds jobs newest first and keeps their order while they only change', () => {
    const store = createJobStore();
    store.getState().snapshot([testJob('a', { createdAt: 1 }), testJob('b', { createdAt: 2 })]);
    const { order } = store.getState();
    expect(order).toEqual(['b', 'a']);
    store.getState().delta({ upsert: [testJob('a', { createdAt: 1, bytesDone: 5 })], remove: [] });
    expect(store.getState().order).toBe(order);
    expect(store.getState().jobs.get('a' as JobId)?.bytesDone).toBe(5);
    store.getState().delta({ upsert: [testJob('c', { createdAt: 3 })], remove: ['b' as JobId] });
    expect(store.getState().order).toEqual(['c', 'a']);
  });

  it('replaces everything by a fresh snapshot after a reconnect', () => {
    const store = createJobStore();
    store.getState().snapshot([testJob('a'), testJob('b')]);
    store.getState().snapshot([testJob('b')]);
    expect(ids([...store.getState().jobs.values()])).toEqual(['b']);
  });

  it('filters by what the user wants to see', () => {
    const store = createJobStore();
    store
      .getState()
      .snapshot([
        testJob('run', { createdAt: 6 }),
        testJob('pause', { state: 'paused', createdAt: 5 }),
        testJob('net', { state: 'waiting', waitingFor: 'network', createdAt: 4 }),
        testJob('keyless', { state: 'waiting', waitingFor: 'credentials', createdAt: 3 }),
        testJob('fail', { state: 'failed', createdAt: 2 }),
        testJob('done', { state: 'done', createdAt: 1 }),
      ]);
    const { jobs, order } = store.getState();
    expect(ids(shownJobs(jobs, order, 'all'))).toHaveLength(6);
    expect(ids(shownJobs(jobs, order, 'active'))).toEqual(['run', 'pause', 'net', 'keyless']);
    expect(ids(shownJobs(jobs, order, 'attention'))).toEqual(['keyless', 'fail']);
    expect(ids(shownJobs(jobs, order, 'ended'))).toEqual(['fail', 'done']);
  });

  it('takes 10,000 jobs', () => {
    const store = createJobStore();
    store
      .getState()
      .snapshot(Array.from({ length: 10_000 }, (_, i) => testJob(`j${i}`, { state: 'done', createdAt: i })));
    store.getState().delta({ upsert: [testJob('new', { createdAt: 10_001 })], remove: [] });
    expect(store.getState().order[0]).toBe('new');
    expect(shownJobs(store.getState().jobs, store.getState().order, 'active')).toHaveLength(1);
  });

  it('tells which jobs ended, and nothing of the first snapshot', () => {
    const store = createJobStore();
    const empty = store.getState();
    store.getState().snapshot([testJob('a'), testJob('b', { state: 'done' })]);
    const first = store.getState();
    expect(endedBetween(empty, first)).toEqual([]);
    store
      .getState()
      .delta({ upsert: [testJob('a', { state: 'done' }), testJob('c', { state: 'failed' })], remove: [] });
    expect(ids(endedBetween(first, store.getState()))).toEqual(['a', 'c']);
  });
});
