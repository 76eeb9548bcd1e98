import type { Job, JobId } from '../../../preload/contract/index.ts';
import { jobEnded } from './job-words.ts';

export type MoveTo = 'top' | 'next' | 'bottom' | { readonly before: JobId };
/** Where one step of the keyboard leads. */
export type MoveStep = 'up' | 'down' | 'top' | 'bottom';

/** What is still to do, in the order of the queue. */
export const queueOf = (jobs: ReadonlyMap<JobId, Job>, order: readonly JobId[]): readonly JobId[] =>
  order.filter((id) => {
    const job = jobs.get(id);
    return job !== undefined && !jobEnded(job.state);
  });

/** The order for a step of one job; undefined where it is at that end already. */
export function stepOf(queue: readonly JobId[], id: JobId, step: MoveStep): MoveTo | undefined {
  const at = queue.indexOf(id);
  const last = queue.length - 1;
  if (
    at < 0 ||
    (at === 0 && (step === 'up' || step === 'top')) ||
    (at === last && (step === 'down' || step === 'bottom'))
  )
    return undefined;
  if (step === 'top' || step === 'bottom') return step;
  const other = queue[step === 'up' ? at - 1 : at + 2];
  return other === undefined ? 'bottom' : { before: other };
}

/** The order for a drop above or below another job; undefined where nothing would change. */
export function dropOf(queue: readonly JobId[], id: JobId, target: JobId, below: boolean): MoveTo | undefined {
  const at = queue.indexOf(target) + (below ? 1 : 0);
  const from = queue.indexOf(id);
  if (from < 0 || queue.indexOf(target) < 0 || at === from || at === from + 1) return undefined;
  const other = queue[at];
  return other === undefined ? 'bottom' : { before: other };
}

/** The place after a move, from 1. */
export function placeAfter(queue: readonly JobId[], id: JobId, to: MoveTo): number {
  if (to === 'top') return 1;
  if (to === 'bottom' || to === 'next') return queue.length;
  const others = queue.filter((one) => one !== id);
  return others.indexOf(to.before) + 1;
}
