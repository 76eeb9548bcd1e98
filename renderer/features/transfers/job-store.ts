import { createStore, type StoreApi } from 'zustand';
import type { Job, JobId } from '../../../preload/contract/index.ts';
import { applyKeyedDelta, keyedSnapshot, type KeyedDelta, type KeyedList } from '../../lib/keyed-list.ts';
import { jobEnded, jobNeedsUser } from './job-words.ts';
import { nextBatch } from './totals.ts';

export const jobFilters = ['all', 'active', 'attention', 'ended'] as const;
export type JobFilter = (typeof jobFilters)[number];

/** The queue as the window sees it. */
export interface JobState {
  readonly loaded: boolean;
  readonly jobs: KeyedList<Job, JobId>;
  /** Newest first; changes only when a job comes or goes. */
  readonly order: readonly JobId[];
  readonly batch: ReadonlySet<JobId>;
  readonly filter: JobFilter;
  snapshot(jobs: readonly Job[]): void;
  delta(delta: KeyedDelta<Job, JobId>): void;
  show(filter: JobFilter): void;
}
export type JobStore = StoreApi<JobState>;

const newestFirst = (a: Job, b: Job) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
const orderOf = (jobs: KeyedList<Job, JobId>) => [...jobs.values()].sort(newestFirst).map((job) => job.id);

export function createJobStore(): JobStore {
  return createStore<JobState>()((set) => ({
    loaded: false,
    jobs: new Map(),
    order: [],
    batch: new Set(),
    filter: 'all',
    snapshot: (items) =>
      set((state) => {
        const jobs = keyedSnapshot<Job, JobId>(items);
        return { loaded: true, jobs, order: orderOf(jobs), batch: nextBatch(state.batch, jobs.values()) };
      }),
    delta: (delta) =>
      set((state) => {
        const jobs = applyKeyedDelta(state.jobs, delta);
        if (jobs === state.jobs) return state;
        const same = jobs.size === state.jobs.size && delta.upsert.every((job) => state.jobs.has(job.id));
        return {
          jobs,
          order: same ? state.order : orderOf(jobs),
          batch: nextBatch(state.batch, jobs.values()),
        };
      }),
    show: (filter) => set({ filter }),
  }));
}

const passes: Readonly<Record<JobFilter, (job: Job) => boolean>> = {
  all: () => true,
  active: (job) => !jobEnded(job.state),
  attention: jobNeedsUser,
  ended: (job) => jobEnded(job.state),
};

/** Jobs to show, newest first. */
export function shownJobs(jobs: KeyedList<Job, JobId>, order: readonly JobId[], filter: JobFilter): readonly Job[] {
  const shown: Job[] = [];
  for (const id of order) {
    const job = jobs.get(id);
    if (job !== undefined && passes[filter](job)) shown.push(job);
  }
  return shown;
}
