import { describe, expect, it } from 'vitest';
import type { JobId } from '../../../preload/contract/index.ts';
import { createJobStore, endedBetween, shownJobs } from './job-store.ts';
import { testJob } from './job.testkit.ts';

const ids = (jobs: readonly { readonly id: string }[]) => jobs.map((job) => job.id);

describe('job store', () => {
  it('holds the queue in its order, then what has ended, newest first, and keeps that while jobs only change', () => {
    const store = createJobStore();
    store
      .getState()
      .snapshot([
        testJob('old', { state: 'done', createdAt: 1 }),
        testJob('b', { order: 2 }),
        testJob('new', { state: 'failed', createdAt: 2 }),
        testJob('a', { order: 1 }),
      ]);
    const { order } = store.getState();
    expect(order).toEqual(['a', 'b', 'new', 'old']);
    store.getState().delta({ upsert: [testJob('a', { order: 1, bytesDone: 5 })], remove: [] });
    expect(store.getState().order).toBe(order);
    expect(store.getState().jobs.get('a' as JobId)?.bytesDone).toBe(5);
    store.getState().delta({ upsert: [testJob('a', { order: 3 })], remove: ['old' as JobId] });
    expect(store.getState().order).toEqual(['b', 'a', 'new']);
    store.getState().delta({ upsert: [testJob('b', { order: 2, state: 'done', createdAt: 9 })], remove: [] });
    expect(store.getState().order).toEqual(['a', 'b', 'new']);
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
        testJob('run', { order: 1 }),
        testJob('pause', { state: 'paused', order: 2 }),
        testJob('net', { state: 'waiting', waitingFor: 'network', order: 3 }),
        testJob('keyless', { state: 'waiting', waitingFor: 'credentials', order: 4 }),
        testJob('fail', { state: 'failed', createdAt: 2 }),
        testJob('done', { state: 'done', createdAt: 1 }),
      ]);
    const { jobs, order } = store.getState();
    expect(ids(shownJobs(jobs, order, 'all'))).toHaveLength(6);
    expect(ids(shownJobs(jobs, order, 'active'))).toEqual(['run', 'pause', 'net', 'keyless']);
    expect(ids(shownJobs(jobs, order, 'attention'))).toEqual(['keyless', 'fail']);
    expect(ids(shownJobs(jobs, order, 'completed'))).toEqual(['done']);
    expect(ids(shownJobs(jobs, order, 'cancelled'))).toEqual([]);
  });

  it('finds a transfer by its name and by its places', () => {
    const store = createJobStore();
    store
      .getState()
      .snapshot([
        testJob('a', { title: 'Report.pdf', state: 'done', createdAt: 2 }),
        testJob('b', { title: 'photos', to: 'archive/REPORTS/', state: 'done', createdAt: 1 }),
        testJob('c', { title: 'music', state: 'done' }),
      ]);
    const { jobs, order } = store.getState();
    expect(ids(shownJobs(jobs, order, 'all', ' report '))).toEqual(['a', 'b']);
    expect(ids(shownJobs(jobs, order, 'cancelled', 'report'))).toEqual([]);
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
