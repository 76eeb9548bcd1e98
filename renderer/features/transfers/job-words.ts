import type { Job, JobState } from '../../../preload/contract/index.ts';
import { format } from '../../lib/index.ts';
import { texts } from './texts.ts';

/** What a row of the queue offers. `forget` takes an ended job out of the list. */
export type JobAction = 'pause' | 'resume' | 'retry' | 'show' | 'cancel' | 'forget';
export type JobTone = 'active' | 'idle' | 'good' | 'warn' | 'bad';

interface StateRow {
  readonly tone: JobTone;
  readonly ended: boolean;
  readonly actions: readonly JobAction[];
}

const rows: Readonly<Record<JobState, StateRow>> = {
  queued: { tone: 'idle', ended: false, actions: ['pause', 'cancel'] },
  running: { tone: 'active', ended: false, actions: ['pause', 'cancel'] },
  paused: { tone: 'idle', ended: false, actions: ['resume', 'cancel'] },
  waiting: { tone: 'warn', ended: false, actions: ['resume', 'pause', 'cancel'] },
  failed: { tone: 'bad', ended: true, actions: ['retry', 'forget'] },
  changed: { tone: 'warn', ended: true, actions: ['retry', 'forget'] },
  done: { tone: 'good', ended: true, actions: ['forget'] },
  cancelled: { tone: 'idle', ended: true, actions: ['retry', 'forget'] },
};

export const jobTone = (state: JobState): JobTone => rows[state].tone;
export const jobEnded = (state: JobState): boolean => rows[state].ended;
/** Work is under way or will be by itself; a paused job waits for the user and does not count. */
export const jobMoves = (state: JobState): boolean => state === 'queued' || state === 'running' || state === 'waiting';
export const jobNeedsUser = (job: Job): boolean =>
  job.state === 'failed' ||
  job.state === 'changed' ||
  (job.filesAsking > 0 && !jobEnded(job.state)) ||
  (job.state === 'waiting' && job.waitingFor !== 'network' && job.waitingFor !== 'throttled');

export function jobActions(job: Job, host: { readonly showInFolder: boolean }): readonly JobAction[] {
  const { actions } = rows[job.state];
  return job.canShow && host.showInFolder ? ['show', ...actions] : actions;
}

/** One or two words for the state column; a waiting job says what it waits for. */
export function jobStateWord(job: Job): string {
  if (job.state === 'waiting' && job.waitingFor !== undefined) return texts.waitingFor[job.waitingFor];
  if (job.state === 'running' && job.planning && job.bytesDone === 0)
    return job.filesTotal === 0 ? texts.planning : texts.counting(format.count(job.filesTotal));
  if (job.state === 'running') return texts.running[job.kind];
  return texts.state[job.state];
}

/** 0 to 1, or undefined while it is not known how much there is. */
export function jobFraction(job: Job): number | undefined {
  if (job.state === 'done') return 1;
  if (job.bytesTotal > 0)
    return job.planning && job.filesTotal === 0 ? undefined : clamp(job.bytesDone / job.bytesTotal);
  if (job.filesTotal > 0) return clamp((job.filesDone + job.filesSkipped) / job.filesTotal);
  return jobMoves(job.state) ? undefined : 0;
}

const clamp = (value: number) => Math.min(1, Math.max(0, value));
