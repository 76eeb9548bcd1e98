import {
  type AppErrorShape,
  type ConflictRule,
  type JobId,
  type JobKind,
  type JobState,
  type Place,
  type WaitReason,
  conflictRule,
  jobId,
} from '../../preload/contract/index.ts';
import type { AppDatabase } from './open-database.ts';
import { type StoredJob, parseJob } from './transfer-rows.ts';

export interface NewJob {
  readonly id: JobId;
  readonly kind: JobKind;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly place?: Place | undefined;
  readonly spec: string;
  readonly conflict: ConflictRule;
  readonly createdAt: number;
}

/** What goes with a change of state; what is absent is cleared. */
export interface JobChange {
  readonly waitingFor?: WaitReason | undefined;
  readonly error?: AppErrorShape | undefined;
  readonly finishedAt?: number | undefined;
}

export interface TransferJobs {
  add(job: NewJob): StoredJob;
  get(id: string): StoredJob | undefined;
  /** Newest first; a row that cannot be read is a problem beside the others. */
  all(): { readonly items: readonly StoredJob[]; readonly problems: readonly string[] };
  /** The guarded change: false where the job is in none of the states `from` by now. */
  change(seq: number, from: readonly JobState[], to: JobState, change?: JobChange): boolean;
  setPlanned(seq: number, planned: boolean): void;
  /** The rule by now: the user may have answered for all files that are still to come. */
  conflictOf(seq: number): ConflictRule | undefined;
  setConflict(seq: number, rule: ConflictRule): void;
  /** Jobs that have not ended, in the order of the queue. */
  line(): readonly { readonly seq: number; readonly id: JobId; readonly position: number; readonly state: string }[];
  setPosition(seq: number, position: number): void;
  /** After a start: what ran or waited is queued again, in one transaction. */
  requeue(): void;
  /** Takes a job and all of its rows out. */
  remove(seq: number): void;
}

export function createTransferJobs(database: AppDatabase): TransferJobs {
  const { sql } = database;
  const insert = sql.prepare(`INSERT INTO transfer_jobs
    (id, kind, state, title, source_text, target_text, place, spec, conflict, created_at, position)
    VALUES (?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM transfer_jobs))
    RETURNING *`);
  const byId = sql.prepare('SELECT * FROM transfer_jobs WHERE id = ?');
  const newestFirst = sql.prepare('SELECT * FROM transfer_jobs ORDER BY seq DESC');
  const change = sql.prepare(`UPDATE transfer_jobs SET state = ?, waiting_for = ?, error = ?, finished_at = ?
    WHERE seq = ? AND state IN (SELECT value FROM json_each(?))`);
  const planned = sql.prepare('UPDATE transfer_jobs SET planned = ? WHERE seq = ?');
  const conflict = sql.prepare('SELECT conflict FROM transfer_jobs WHERE seq = ?');
  const setConflict = sql.prepare('UPDATE transfer_jobs SET conflict = ? WHERE seq = ?');
  const line = sql.prepare(`SELECT seq, id, position, state FROM transfer_jobs
    WHERE state IN ('queued', 'running', 'waiting', 'paused') ORDER BY position, seq`);
  const setPosition = sql.prepare('UPDATE transfer_jobs SET position = ? WHERE seq = ?');
  const requeueJobs = sql.prepare(
    "UPDATE transfer_jobs SET state = 'queued', waiting_for = NULL WHERE state IN ('running', 'waiting')",
  );
  const requeueFiles = sql.prepare("UPDATE transfer_files SET state = 'queued' WHERE state = 'running'");
  const removeJob = sql.prepare('DELETE FROM transfer_jobs WHERE seq = ?');

  return {
    add(job) {
      const row = insert.get(
        job.id,
        job.kind,
        job.title,
        job.from,
        job.to,
        job.place ? JSON.stringify(job.place) : null,
        job.spec,
        job.conflict,
        job.createdAt,
      );
      if (!row) throw new Error('the job was not stored');
      return parseJob(row);
    },
    get(id) {
      const row = byId.get(id);
      return row ? parseJob(row) : undefined;
    },
    all() {
      const items: StoredJob[] = [];
      const problems: string[] = [];
      for (const row of newestFirst.iterate()) {
        try {
          items.push(parseJob(row));
        } catch (error) {
          problems.push(`transfer job ${String(row.seq)}: ${String(error)}`);
        }
      }
      return { items, problems };
    },
    change(seq, from, to, { waitingFor, error, finishedAt } = {}) {
      const stored = error ? JSON.stringify(error) : null;
      return change.run(to, waitingFor ?? null, stored, finishedAt ?? null, seq, JSON.stringify(from)).changes === 1;
    },
    setPlanned(seq, value) {
      planned.run(value ? 1 : 0, seq);
    },
    conflictOf(seq) {
      const stored = conflict.get(seq)?.conflict;
      return stored === undefined ? undefined : conflictRule.parse(stored);
    },
    setConflict(seq, rule) {
      setConflict.run(rule, seq);
    },
    line: () =>
      line.all().map((row) => ({
        seq: Number(row.seq),
        id: jobId.parse(row.id),
        position: Number(row.position),
        state: String(row.state),
      })),
    setPosition(seq, position) {
      setPosition.run(position, seq);
    },
    requeue() {
      database.transaction(() => {
        requeueJobs.run();
        requeueFiles.run();
      });
    },
    remove(seq) {
      removeJob.run(seq);
    },
  };
}
