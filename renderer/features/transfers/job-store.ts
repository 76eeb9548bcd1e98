import { createStore, type StoreApi } from 'zustand';
import type { Job, JobId } from '../../../preload/contract/index.ts';
import { applyKeyedDelta, keyedSnapshot, type KeyedDelta, type KeyedList } from '../../lib/index.ts';
import { jobEnded, jobNeedsUser } from './job-words.ts';
import { nextCalmTime, type CalmTime } from './calm-time-left.ts';
import { nextBatch, totalsOf, type Totals } from './totals.ts';

export const jobFilters = ['all', 'active', 'attention', 'completed', 'cancelled'] as const;
export type JobFilter = (typeof jobFilters)[number];

/** The queue as the window sees it. */
export interface JobState {
  readonly loaded: boolean;
  readonly jobs: KeyedList<Job, JobId>;
  /** What is still to do in the order of the queue, then what has ended, newest first. Changes only with these. */
  readonly order: readonly JobId[];
  readonly batch: ReadonlySet<JobId>;
  readonly totals: Totals;
  readonly timeLeft: CalmTime | undefined;
  readonly filter: JobFilter;
  readonly search: string;
  readonly snapshot: (jobs: readonly Job[]) => void;
  readonly delta: (delta: KeyedDelta<Job, JobId>) => void;
  readonly show: (filter: JobFilter) => void;
  readonly find: (search: string) => void;
}
export type JobStore = StoreApi<JobState>;

function inOrder(a: Job, b: Job): number {
  const ended = Number(jobEnded(a.state)) - Number(jobEnded(b.state));
  if (ended !== 0) return ended;
  if (!jobEnded(a.state)) return a.order - b.order || (a.id < b.id ? -1 : 1);
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}
const orderOf = (jobs: KeyedList<Job, JobId>) => [...jobs.values()].sort(inOrder).map((job) => job.id);

const noTotals = totalsOf([], new Set());

/** `now` is the clock in milliseconds. */
export function createJobStore(now: () => number = Date.now): JobStore {
  const derived = (before: JobState, jobs: KeyedList<Job, JobId>) => {
    const batch = nextBatch(before.batch, jobs.values());
    const totals = totalsOf(jobs.values(), batch);
    return { jobs, batch, totals, timeLeft: nextCalmTime(before.timeLeft, totals.secondsLeft, now()) };
  };
  return createStore<JobState>()((set) => ({
    loaded: false,
    jobs: new Map(),
    order: [],
    batch: new Set(),
    totals: noTotals,
    timeLeft: undefined,
    filter: 'all',
    search: '',
    snapshot: (items) =>
      set((state) => {
        const jobs = keyedSnapshot<Job, JobId>(items);
        return { loaded: true, order: orderOf(jobs), ...derived(state, jobs) };
      }),
    delta: (delta) =>
      set((state) => {
        const jobs = applyKeyedDelta(state.jobs, delta);
        if (jobs === state.jobs) return state;
        const stays = (job: Job): boolean => {
          const before = state.jobs.get(job.id);
          return before !== undefined && before.order === job.order && jobEnded(before.state) === jobEnded(job.state);
        };
        const same = jobs.size === state.jobs.size && delta.upsert.every(stays);
        return { order: same ? state.order : orderOf(jobs), ...derived(state, jobs) };
      }),
    show: (filter) => set({ filter }),
    find: (search) => set({ search }),
  }));
}

const passes: Readonly<Record<JobFilter, (job: Job) => boolean>> = {
  all: () => true,
  active: (job) => !jobEnded(job.state),
  attention: jobNeedsUser,
  completed: (job) => job.state === 'done',
  cancelled: (job) => job.state === 'cancelled',
};

/** Jobs to show, in order; `search` is a part of the title or of the places, capitals do not count. */
export function shownJobs(
  jobs: KeyedList<Job, JobId>,
  order: readonly JobId[],
  filter: JobFilter,
  search = '',
): readonly Job[] {
  const wanted = search.trim().toLowerCase();
  const shown: Job[] = [];
  for (const id of order) {
    const job = jobs.get(id);
    if (job === undefined || !passes[filter](job)) continue;
    if (wanted !== '' && ![job.title, job.from, job.to].some((text) => text.toLowerCase().includes(wanted))) continue;
    shown.push(job);
  }
  return shown;
}

/** Jobs that ended between two states of the store; nothing is news in the first snapshot. */
export function endedBetween(before: JobState, after: JobState): readonly Job[] {
  if (!before.loaded || before.jobs === after.jobs) return [];
  const ended: Job[] = [];
  for (const job of after.jobs.values()) {
    const was = before.jobs.get(job.id);
    if (was !== job && jobEnded(job.state) && (was === undefined || !jobEnded(was.state))) ended.push(job);
  }
  return ended;
}
