import { AppError, type WaitReason } from '../../preload/contract/index.ts';
import type { NewFile, StoredFile, StoredJob, TransfersRepository } from '../database/index.ts';
import { backoff, sleep } from './backoff.ts';
import type { Volumes } from '../volumes/index.ts';
import type { ByteBudget } from './byte-budget.ts';
import type { Line, Outcome } from './file-task.ts';
import type { JobWork } from './job-work.ts';
import type { LiveJob } from './live-job.ts';
import type { EtagTrust } from './proof.ts';
import type { Slots } from './slots.ts';
import { confirmDelivered } from './confirm-delivered.ts';
import { NameTaken } from './name-taken.ts';
import { asAppError, verdictOn } from './verdict.ts';
import type { Wake } from './wake.ts';

export interface RunOptions {
  readonly job: StoredJob;
  readonly work: JobWork;
  readonly volumes: Volumes;
  readonly ledger: TransfersRepository;
  readonly live: LiveJob;
  readonly slots: Slots;
  readonly budget: ByteBudget;
  readonly line: Line;
  readonly parallel: () => number;
  /** Rung when files were added, came in, or were sealed. */
  readonly wake: Wake;
  /** It waited before: one file goes ahead, and the others follow when it moved. */
  readonly probe: boolean;
  /** For a job whose bytes come from outside: milliseconds since anything came. */
  readonly idleFor?: () => number;
  /** Counts have changed. */
  readonly onCount: () => void;
  readonly report: (error: unknown) => void;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

export type RunEnd =
  | { readonly kind: 'finished' }
  /** Paused, cancelled or shutting down: the ledger says which. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'wait'; readonly reason: WaitReason; readonly error: AppError; readonly moved: boolean }
  | { readonly kind: 'failed'; readonly error: AppError };

const lookAhead = 200;
const batchOf = 1000;
/** Planned files that are written down together: two milliseconds of this thread. */
const rowsAtATime = 200;
const tries = 5;
/** Files that are sent and whose end is being written down. */
const mostSettling = 64;
const saveEvery = 1000;
/** A page that has sent nothing for so long is taken for gone. */
const idleAtMost = 20_000;

/** Plans and runs one job until it ends, waits or is stopped. Every file's end is in the ledger when this returns. */
export async function runJob(options: RunOptions): Promise<RunEnd> {
  const { job, work, ledger, live, slots, wake, signal } = options;
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  either.addEventListener('abort', () => wake.ring(), { once: true });
  const inFlight = new Map<number, Promise<void>>();
  let end: RunEnd | undefined;
  let probing = options.probe;
  let moved = false;
  const trust: EtagTrust = { opaque: false };

  const goesOn = () => !either.aborted && end === undefined;
  const finish = (next: RunEnd, atOnce: boolean) => {
    end ??= next;
    if (atOnce) stop.abort();
    wake.ring();
  };
  /** True where the error concerns the whole job. */
  const concernsAll = (error: AppError): boolean => {
    const verdict = verdictOn(error);
    // A store that asks to slow down still takes what is on its way.
    if (verdict.kind === 'wait') finish({ ...verdict, error, moved }, verdict.reason !== 'throttled');
    else if (verdict.kind === 'end') finish({ kind: 'failed', error }, true);
    return verdict.kind === 'wait' || verdict.kind === 'end';
  };

  const add = async (rows: readonly NewFile[]) => {
    await ledger.commit.run(() => ledger.files.add(job.seq, rows));
    options.onCount();
    wake.ring();
  };
  const plan = async () => {
    if (!work.plan || job.planned) return;
    for (let attempt = 1; ; attempt += 1) {
      try {
        for await (const files of work.plan(either)) {
          // In steps that hold nothing up. What comes next may look for these rows: it is planned once they are there.
          const steps: Promise<void>[] = [];
          for (let at = 0; at < files.length; at += rowsAtATime) steps.push(add(files.slice(at, at + rowsAtATime)));
          await Promise.all(steps);
          either.throwIfAborted();
        }
        ledger.transaction(() => ledger.jobs.setPlanned(job.seq, true));
        return;
      } catch (cause) {
        if (either.aborted) return;
        const error = asAppError(cause, options.report);
        if (concernsAll(error)) return;
        if (verdictOn(error).kind !== 'again' || attempt >= tries) return finish({ kind: 'failed', error }, true);
        await sleep(backoff(attempt, 500, 8000), either).catch(() => undefined);
      }
    }
  };
  let planning = true;
  const planned = plan()
    .catch((error: unknown) => finish({ kind: 'failed', error: asAppError(error, options.report) }, true))
    .finally(() => {
      planning = false;
      wake.ring();
    });
  if (work.planFirst) await planned;

  let sending = 0;
  let ahead: StoredFile[] = [];
  let cursor = 0;
  const look = (after: number) => {
    const rows = ledger.files.next(job.seq, 'queued', after, work.many ? batchOf : lookAhead);
    cursor = rows.at(-1)?.id ?? 0;
    // A file that has just begun may still be queued in the ledger.
    ahead = rows.filter((row) => !inFlight.has(row.id));
  };
  const nextFile = (): StoredFile | undefined => {
    if (ahead.length === 0) look(cursor);
    // Rows behind the cursor may have been queued since.
    if (ahead.length === 0 && cursor === 0) look(0);
    return ahead.shift();
  };

  const save = () => {
    const changed = live.unsaved();
    if (changed.length === 0) return;
    ledger.commit
      .run(() => {
        for (const { file, bytes } of changed) ledger.files.learn(file, { bytesDone: bytes });
      })
      .catch(options.report);
  };
  const saver = setInterval(save, saveEvery);

  const settle = async (file: StoredFile, outcome: Outcome) => {
    const counted = await ledger.commit.run(() => {
      if (!ledger.files.change(file.id, ['running', 'queued'], outcome.state)) return false;
      ledger.files.learn(file.id, {
        size: outcome.size,
        bytesDone: outcome.size,
        uploadId: null,
        ...(outcome.etag === undefined ? {} : { etag: outcome.etag }),
        uploadAsked: null,
        checksum: outcome.proof?.checksum ?? null,
        verified: outcome.proof?.verified ?? null,
        verifiedAt: outcome.proof?.verifiedAt ?? null,
      });
      ledger.files.clearParts(file.id);
      live.land(file.id);
      return true;
    });
    if (counted) await work.settled?.(file);
  };
  const settleFailed = async (file: StoredFile, error: AppError) => {
    const verdict = verdictOn(error);
    const missing = error.code === 'SOURCE_BYTES_NEEDED';
    const state = missing ? 'waiting-bytes' : verdict.kind === 'changed' ? 'changed' : 'failed';
    await ledger.commit.run(() => {
      if (ledger.files.change(file.id, ['running', 'queued'], state, error.toShape())) countKept(file);
    });
  };
  const putBack = (file: StoredFile) =>
    ledger.commit.run(() => {
      if (ledger.files.change(file.id, ['running'], 'queued')) countKept(file);
    });
  /** What a later try need not move again. */
  const countKept = ({ id }: StoredFile) => {
    live.land(id);
    ledger.files.learn(id, { bytesDone: ledger.files.parts(id).reduce((sum, part) => sum + part.size, 0) });
  };

  /** Under `ask` the user may have answered for all that is still to come. */
  const ruleNow = () => (job.conflict === 'ask' ? (ledger.jobs.conflictOf(job.seq) ?? 'ask') : job.conflict);
  const settleAsking = (file: StoredFile, { there }: NameTaken) =>
    ledger.commit.run(() => {
      if (ledger.files.ask(file.id, ['running', 'queued'], there)) countKept(file);
    });

  const runOne = async (file: StoredFile, onSent: () => void): Promise<void> => {
    const { one } = work;
    if (!one) throw new Error('this kind of job has no single files');
    const begun = ledger.commit.run(() => ledger.files.begin(file.id));
    // A name that must be free may be taken by ourselves before a crash: that there was a try has to be known first.
    if (job.conflict !== 'overwrite' || work.mustKnow) await begun;
    for (let attempt = 1; ; attempt += 1) {
      const current = attempt === 1 ? file : (ledger.files.get(file.id) ?? file);
      const progress = live.takeOff(current);
      try {
        const conflict = current.choice ?? ruleNow();
        const { budget, line, now } = options;
        const task = {
          file: current,
          conflict,
          ledger,
          budget,
          line,
          trust,
          progress,
          now,
          onMoved: onSent,
          signal: either,
        };
        const outcome = await one(task);
        // The next file may go while the end of this one is written down.
        onSent();
        await begun;
        await settle(file, outcome);
        live.filesRate.add(1, options.now());
        moved = true;
        probing = false;
        return;
      } catch (cause) {
        await begun;
        if (either.aborted) return await putBack(file);
        if (cause instanceof NameTaken) return await settleAsking(file, cause);
        const error = asAppError(cause, options.report);
        if (concernsAll(error)) return await putBack(file);
        // What is tried again may be another version; a lost answer is found out by `attempts`.
        if (verdictOn(error).kind !== 'again' || attempt >= tries) return await settleFailed(file, error);
        const rested = await sleep(backoff(attempt, 500, 8000), either).then(
          () => true,
          () => false,
        );
        if (!rested) return await putBack(file);
      } finally {
        live.land(file.id);
        options.onCount();
      }
    }
  };

  const runMany = async (files: readonly StoredFile[]): Promise<void> => {
    const { many } = work;
    if (!many) throw new Error('this kind of job has single files');
    let failures: ReadonlyMap<string, AppError>;
    try {
      failures = await many(files, either);
    } catch (cause) {
      if (either.aborted) return;
      const error = asAppError(cause, options.report);
      if (concernsAll(error)) return;
      failures = new Map(files.map((file) => [file.key, error]));
    }
    const waits: AppError[] = [];
    await ledger.commit.run(() => {
      for (const file of files) {
        const error = failures.get(file.key);
        if (!error) {
          if (ledger.files.change(file.id, ['queued'], 'done')) ledger.files.learn(file.id, { bytesDone: file.size });
        } else if (verdictOn(error).kind === 'wait') waits.push(error);
        else ledger.files.change(file.id, ['queued'], 'failed', error.toShape());
      }
    });
    const gone = files.length - failures.size;
    live.filesRate.add(gone, options.now());
    moved ||= gone > 0;
    probing = false;
    options.onCount();
    if (waits[0]) concernsAll(waits[0]);
  };

  try {
    while (goesOn()) {
      const most = probing ? 1 : options.parallel();
      if (sending >= most || inFlight.size >= most + mostSettling) {
        await wake.wait();
        continue;
      }
      const file = nextFile();
      if (!file) {
        if (inFlight.size > 0 || planning) await wake.wait();
        else if (options.idleFor && stillExpected(ledger, job)) {
          const left = idleAtMost - options.idleFor();
          if (left > 0) await wake.wait(left);
          else finish({ kind: 'wait', reason: 'source', error: new AppError('SOURCE_BYTES_NEEDED'), moved }, false);
        } else break;
        continue;
      }
      const batch = work.many ? [file, ...ahead.splice(0)] : [file];
      const release = await slots.take(job.seq, either).catch(() => undefined);
      if (!release) break;
      sending += 1;
      let sent = false;
      const onSent = () => {
        if (sent) return;
        sent = true;
        sending -= 1;
        release();
        wake.ring();
      };
      const flight = (work.many ? runMany(batch) : runOne(file, onSent))
        .catch((error: unknown) => {
          // The ledger itself could not be written: nothing more can be promised now.
          options.report(error);
          finish(
            { kind: 'wait', reason: 'space', error: new AppError('DISK_FULL', {}, { cause: error }), moved },
            true,
          );
        })
        .finally(() => {
          onSent();
          for (const one of batch) inFlight.delete(one.id);
          wake.ring();
        });
      for (const one of batch) inFlight.set(one.id, flight);
    }
  } finally {
    await Promise.all([...inFlight.values(), planned]);
    clearInterval(saver);
  }
  // The answer may free names for more; what has been delivered is confirmed at the end.
  if (!end && !signal.aborted && (ledger.jobs.get(job.id)?.filesAsking ?? 0) > 0) {
    end = { kind: 'wait', reason: 'answer', error: new AppError('OBJECT_EXISTS', { key: job.title }), moved };
  }
  if (!end && !signal.aborted) {
    try {
      await work.tidy?.(signal);
    } catch (cause) {
      // What was asked for is done; an empty folder that is left can be deleted again.
      if (!signal.aborted) options.report(cause);
    }
    try {
      await confirmDelivered({ ...options, delivered: work.delivered, signal });
    } catch (cause) {
      const error = asAppError(cause, options.report);
      // What is sent is sent: a store that cannot be asked now leaves it unconfirmed, unless it is to be waited for.
      if (!concernsAll(error) && !signal.aborted) options.report(error);
    }
  }
  if (end) return end.kind === 'wait' ? { ...end, moved } : end;
  return signal.aborted ? { kind: 'stopped' } : { kind: 'finished' };
}

/** Files whose bytes are still to come, or files that may still be named. */
function stillExpected(ledger: TransfersRepository, job: StoredJob): boolean {
  const now = ledger.jobs.get(job.id);
  return now !== undefined && (now.filesMissing > 0 || !now.planned);
}
