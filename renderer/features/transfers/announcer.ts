import type { Job, JobId, JobState } from '../../../preload/contract/index.ts';
import { jobMoves, jobStateWord } from './job-words.ts';
import { texts } from './texts.ts';

/** What is to be read out. Polite waits for a pause in speech; assertive interrupts, and is kept for failures. */
export interface Announcement {
  readonly level: 'polite' | 'assertive';
  readonly text: string;
}

/** Milliseconds between two polite messages. */
export const politePause = 5000;

/**
 * Decides what of the queue is worth saying. Failures are said at once and once for each time a job fails; everything
 * else at most every five seconds, the latest only, and progress only by whole tens.
 */
export class Announcer {
  #states: ReadonlyMap<JobId, JobState> | undefined;
  #pending: string | undefined;
  #doneSincePolite = 0;
  #lastPolite = Number.NEGATIVE_INFINITY;
  #lastTenth = 0;

  /** `fraction` is the queue's total, 0 to 1. */
  observe(jobs: ReadonlyMap<JobId, Job>, fraction: number | undefined, now: number): readonly Announcement[] {
    const out: Announcement[] = [];
    const before = this.#states;
    const states = new Map<JobId, JobState>();
    for (const job of jobs.values()) {
      states.set(job.id, job.state);
      // What was there when the window opened is no news.
      if (before === undefined || before.get(job.id) === job.state) continue;
      if (job.state === 'failed') out.push({ level: 'assertive', text: texts.said.failed(job.title, job.filesFailed) });
      else if (job.state === 'changed') out.push({ level: 'assertive', text: texts.said.changed(job.title) });
      else this.#note(job, before.get(job.id));
    }
    this.#states = states;
    this.#noteProgress(fraction);
    const polite = this.#takePolite(now);
    if (polite !== undefined) out.push({ level: 'polite', text: polite });
    return out;
  }

  /** Milliseconds until a held message may be said, or undefined where none is held. */
  pendingIn(now: number): number | undefined {
    return this.#pending === undefined ? undefined : Math.max(0, this.#lastPolite + politePause - now);
  }

  /** The held message, if its time has come. */
  takePending(now: number): Announcement | undefined {
    const text = this.#takePolite(now);
    return text === undefined ? undefined : { level: 'polite', text };
  }

  #note(job: Job, before: JobState | undefined): void {
    if (job.state === 'done') {
      this.#doneSincePolite += 1;
      this.#pending =
        this.#doneSincePolite > 1 ? texts.said.several(this.#doneSincePolite) : texts.said.done(job.title);
    } else if (job.state === 'cancelled') this.#pending = texts.said.cancelled(job.title);
    else if (job.state === 'waiting') this.#pending = texts.said.waiting(job.title, jobStateWord(job));
    else if (before === undefined && jobMoves(job.state)) this.#pending = texts.said.started(job.title);
  }

  #noteProgress(fraction: number | undefined): void {
    if (fraction === undefined) {
      this.#lastTenth = 0;
      return;
    }
    const tenth = Math.floor(fraction * 10);
    if (tenth > this.#lastTenth && tenth < 10 && this.#pending === undefined)
      this.#pending = texts.said.progress(tenth * 10);
    this.#lastTenth = tenth;
  }

  #takePolite(now: number): string | undefined {
    if (this.#pending === undefined || now - this.#lastPolite < politePause) return undefined;
    const text = this.#pending;
    this.#pending = undefined;
    this.#doneSincePolite = 0;
    this.#lastPolite = now;
    return text;
  }
}
