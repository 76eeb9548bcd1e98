import type { ErrorAction, Job } from '../../../preload/contract/index.ts';
import { errorSentence } from '../../lib/index.ts';
import { jobActions, jobEnded, jobNeedsUser, type JobAction } from './job-words.ts';
import { texts } from './texts.ts';

/** The one thing that helps a job now. */
export type Mend =
  | { readonly kind: 'action'; readonly label: string; readonly action: JobAction }
  | { readonly kind: 'answer'; readonly label: string }
  /** Another part of the window has it. */
  | { readonly kind: 'elsewhere'; readonly label: string; readonly action: ErrorAction };

/** Actions that another part of the window has; the rest is done in the list. */
const elsewhere: ReadonlySet<ErrorAction> = new Set(['edit-connection', 'choose-secret-store', 'unlock-secrets']);

/** What the button beside a job's reason does; undefined where nothing helps, or nothing is wrong. */
export function mendOf(job: Job): Mend | undefined {
  if (job.filesAsking > 0 && !jobEnded(job.state)) return { kind: 'answer', label: texts.mend.answer };
  const action = job.error?.action;
  if (job.error !== undefined && action !== undefined && elsewhere.has(action)) {
    return { kind: 'elsewhere', label: errorSentence(job.error).action ?? texts.mend.retry, action };
  }
  if (job.state === 'waiting') {
    // Only the page that holds the bytes can help there.
    return job.waitingFor === 'source' ? undefined : { kind: 'action', label: texts.mend.tryNow, action: 'resume' };
  }
  const canRetry = jobNeedsUser(job) && jobActions(job, { showInFolder: false }).includes('retry');
  return canRetry ? { kind: 'action', label: texts.mend.retry, action: 'retry' } : undefined;
}

/** Why a job needs the user or waits, in one sentence; undefined where it does neither. */
export function reasonOf(job: Job): string | undefined {
  if (job.filesAsking > 0 && !jobEnded(job.state)) {
    return texts.askingFiles(job.filesAsking, String(job.filesAsking));
  }
  if (job.error === undefined) return undefined;
  if (job.state === 'waiting' || jobEnded(job.state)) return errorSentence(job.error).title;
  return undefined;
}
