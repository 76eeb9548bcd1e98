import type { AppErrorShape, ConflictRule, FileState, VerifiedBy } from '../../preload/contract/index.ts';
import type { AppDatabase } from './open-database.ts';
import { type StoredFile, type StoredPart, parseFile, parsePart, parseStoredError } from './transfer-rows.ts';

export interface NewFile {
  readonly path: string;
  readonly source?: string | undefined;
  readonly key: string;
  readonly local?: string | undefined;
  readonly slot?: string | undefined;
  readonly size: number;
  readonly modified: number;
  readonly etag?: string | undefined;
  readonly contentType?: string | undefined;
  readonly state: FileState;
  readonly error?: AppErrorShape | undefined;
  /** For a file that has ended before it began. */
  readonly bytesDone?: number | undefined;
  /** For a file about which the user is to be asked. */
  readonly there?: { readonly size: number; readonly modified: number } | undefined;
}

/** What is learned about a file while it is sent; absent members stay, `null` clears. */
export interface FileFacts {
  readonly key?: string;
  readonly size?: number;
  readonly modified?: number;
  readonly inode?: string | null;
  readonly etag?: string | null;
  readonly bytesDone?: number;
  readonly uploadId?: string | null;
  readonly partSize?: number | null;
  readonly local?: string;
  readonly checksum?: string | null;
  readonly verified?: VerifiedBy | null;
  readonly verifiedAt?: number | null;
  readonly uploadAsked?: number | null;
}

export interface TransferFiles {
  /** Adds those whose path the job does not have yet; answers how many. */
  add(job: number, files: readonly NewFile[]): number;
  get(id: number): StoredFile | undefined;
  byPath(job: number, path: string): StoredFile | undefined;
  slotTaken(job: number, slot: string): boolean;
  /** In the order they were planned, after `after`. */
  next(job: number, state: FileState, after: number, limit: number): readonly StoredFile[];
  /** `search` is a part of the path; capitals of A to Z do not count. */
  page(job: number, offset: number, limit: number, state?: FileState, search?: string): readonly StoredFile[];
  count(job: number, state?: FileState, search?: string): number;
  /** The guarded change of one file; false where it is in none of the states `from` by now. */
  change(id: number, from: readonly FileState[], to: FileState, error?: AppErrorShape): boolean;
  /** The guarded change of all files of a job in one of the states `from`. */
  changeAll(job: number, from: readonly FileState[], to: FileState, error?: AppErrorShape): number;
  /** Counts one more attempt and marks it running, where it is queued. */
  begin(id: number): boolean;
  /** Asks the user about a file whose name is taken, as if it had not been tried; false where it is in none of the states `from` by now. */
  ask(id: number, from: readonly FileState[], there: { readonly size: number; readonly modified: number }): boolean;
  /** Answers for one file, or for all of a job that ask. How many were. `skip` ends them, other rules queue them. */
  answer(job: number, rule: ConflictRule, file?: number): number;
  learn(id: number, facts: FileFacts): void;
  /** The most telling error of a job: the first one. */
  firstError(job: number): AppErrorShape | undefined;
  /** Files whose multipart upload is unfinished though their job or they themselves have ended. */
  abandoned(limit: number): readonly { readonly file: StoredFile; readonly spec: string }[];
  /** Delivered files of a job that the target was not yet found to hold, after `after`. */
  unconfirmed(job: number, after: number, limit: number): readonly StoredFile[];
  /** How many are delivered, and how many of them the target was found to hold. */
  receiptCounts(job: number): { readonly files: number; readonly bytes: number; readonly verified: number };
  /** Unfinished uploads that a job may go on with, and keys for which one was asked without an answer. */
  uploadsInUse(): readonly {
    readonly key: string;
    readonly uploadId: string | undefined;
    readonly spec: string;
    readonly job: string;
  }[];
  parts(file: number): readonly StoredPart[];
  putPart(file: number, part: StoredPart): void;
  clearParts(file: number): void;
}

/** `%`, `_` and `\` in what is searched for mean themselves. */
const likeOf = (search: string): string => `%${search.replace(/[\\%_]/g, '\\$&')}%`;

export function createTransferFiles(database: AppDatabase): TransferFiles {
  const { sql } = database;
  const insert = sql.prepare(`INSERT INTO transfer_files
    (job, path, source, key, local, slot, size, modified, etag, content_type, state, error, bytes_done,
     there_size, there_modified)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (job, path) DO NOTHING`);
  const byId = sql.prepare('SELECT * FROM transfer_files WHERE id = ?');
  const byPath = sql.prepare('SELECT * FROM transfer_files WHERE job = ? AND path = ?');
  const slot = sql.prepare('SELECT 1 FROM transfer_files WHERE job = ? AND slot = ?');
  const next = sql.prepare('SELECT * FROM transfer_files WHERE job = ? AND state = ? AND id > ? ORDER BY id LIMIT ?');
  const page = sql.prepare('SELECT * FROM transfer_files WHERE job = ? ORDER BY id LIMIT ? OFFSET ?');
  const pageOf = sql.prepare('SELECT * FROM transfer_files WHERE job = ? AND state = ? ORDER BY id LIMIT ? OFFSET ?');
  const count = sql.prepare('SELECT count(*) AS n FROM transfer_files WHERE job = ?');
  const countOf = sql.prepare('SELECT count(*) AS n FROM transfer_files WHERE job = ? AND state = ?');
  const like = `WHERE job = ?1 AND (?2 IS NULL OR state = ?2) AND path LIKE ?3 ESCAPE '\\'`;
  const pageLike = sql.prepare(`SELECT * FROM transfer_files ${like} ORDER BY id LIMIT ?4 OFFSET ?5`);
  const countLike = sql.prepare(`SELECT count(*) AS n FROM transfer_files ${like}`);
  const change = sql.prepare(`UPDATE transfer_files SET state = ?, error = ?
    WHERE id = ? AND state IN (SELECT value FROM json_each(?))`);
  const changeAll = sql.prepare(`UPDATE transfer_files SET state = ?, error = ?
    WHERE job = ? AND state IN (SELECT value FROM json_each(?))`);
  const begin = sql.prepare(`UPDATE transfer_files SET state = 'running', error = NULL, attempts = attempts + 1
    WHERE id = ? AND state = 'queued'`);
  const learn = sql.prepare(`UPDATE transfer_files SET
    key = coalesce(?, key), size = coalesce(?, size), modified = coalesce(?, modified),
    inode = iif(?, ?, inode), etag = iif(?, ?, etag), bytes_done = coalesce(?, bytes_done),
    upload_id = iif(?, ?, upload_id), part_size = iif(?, ?, part_size), local = coalesce(?, local),
    checksum = iif(?, ?, checksum), verified = iif(?, ?, verified), verified_at = iif(?, ?, verified_at),
    upload_asked = iif(?, ?, upload_asked) WHERE id = ?`);
  const ask =
    sql.prepare(`UPDATE transfer_files SET state = 'asking', error = NULL, attempts = 0, there_size = ?, there_modified = ?
    WHERE id = ? AND state IN (SELECT value FROM json_each(?))`);
  const answer = sql.prepare(`UPDATE transfer_files SET choice = ?1, state = iif(?1 = 'skip', 'skipped', 'queued'),
    bytes_done = iif(?1 = 'skip', size, bytes_done) WHERE job = ?2 AND state = 'asking' AND (?3 IS NULL OR id = ?3)`);
  const firstError = sql.prepare(`SELECT error FROM transfer_files
    WHERE job = ? AND state IN ('failed', 'changed') AND error IS NOT NULL ORDER BY state DESC, id LIMIT 1`);
  const abandoned = sql.prepare(`SELECT f.*, j.spec AS job_spec FROM transfer_files f
    JOIN transfer_jobs j ON j.seq = f.job
    WHERE f.upload_id IS NOT NULL AND (j.state IN ('cancelled', 'done') OR f.state IN ('cancelled', 'done', 'skipped'))
    ORDER BY f.id LIMIT ?`);
  const unconfirmed = sql.prepare(`SELECT * FROM transfer_files
    WHERE job = ? AND state = 'done' AND verified_at IS NULL AND id > ? ORDER BY id LIMIT ?`);
  const receipt = sql.prepare(`SELECT count(*) AS files, coalesce(sum(size), 0) AS bytes, count(verified_at) AS verified
    FROM transfer_files WHERE job = ? AND state = 'done'`);
  const inUse = sql.prepare(`SELECT f.key, f.upload_id, j.spec, j.id AS job_id FROM transfer_files f
    JOIN transfer_jobs j ON j.seq = f.job
    WHERE (f.upload_id IS NOT NULL OR f.upload_asked IS NOT NULL)
      AND j.state NOT IN ('cancelled', 'done') AND f.state NOT IN ('cancelled', 'done', 'skipped')`);
  const parts = sql.prepare('SELECT * FROM transfer_parts WHERE file = ? ORDER BY number');
  const putPart =
    sql.prepare(`INSERT INTO transfer_parts (file, number, size, etag, checksum, crc32) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (file, number) DO UPDATE SET
      size = excluded.size, etag = excluded.etag, checksum = excluded.checksum, crc32 = excluded.crc32`);
  const clearParts = sql.prepare('DELETE FROM transfer_parts WHERE file = ?');

  /** A fact that may be cleared: whether it is given, and its value. */
  const clearable = (value: string | number | null | undefined) =>
    [value === undefined ? 0 : 1, value ?? null] as const;

  return {
    add(job, files) {
      let added = 0;
      for (const file of files) {
        const result = insert.run(
          job,
          file.path,
          file.source ?? null,
          file.key,
          file.local ?? null,
          file.slot ?? null,
          file.size,
          Math.max(0, Math.trunc(file.modified)),
          file.etag ?? null,
          file.contentType ?? null,
          file.state,
          file.error ? JSON.stringify(file.error) : null,
          file.bytesDone ?? 0,
          file.there?.size ?? null,
          file.there === undefined ? null : Math.max(0, Math.trunc(file.there.modified)),
        );
        added += Number(result.changes);
      }
      return added;
    },
    get(id) {
      const row = byId.get(id);
      return row ? parseFile(row) : undefined;
    },
    byPath(job, path) {
      const row = byPath.get(job, path);
      return row ? parseFile(row) : undefined;
    },
    slotTaken: (job, name) => slot.get(job, name) !== undefined,
    next: (job, state, after, limit) => next.all(job, state, after, limit).map(parseFile),
    page(job, offset, limit, state, search = '') {
      if (search !== '') return pageLike.all(job, state ?? null, likeOf(search), limit, offset).map(parseFile);
      return (state === undefined ? page.all(job, limit, offset) : pageOf.all(job, state, limit, offset)).map(
        parseFile,
      );
    },
    count(job, state, search = '') {
      if (search !== '') return Number(countLike.get(job, state ?? null, likeOf(search))?.n ?? 0);
      return Number((state === undefined ? count.get(job) : countOf.get(job, state))?.n ?? 0);
    },
    change: (id, from, to, error) =>
      change.run(to, error ? JSON.stringify(error) : null, id, JSON.stringify(from)).changes === 1,
    changeAll: (job, from, to, error) =>
      Number(changeAll.run(to, error ? JSON.stringify(error) : null, job, JSON.stringify(from)).changes),
    begin: (id) => begin.run(id).changes === 1,
    ask: (id, from, there) =>
      ask.run(there.size, Math.max(0, Math.trunc(there.modified)), id, JSON.stringify(from)).changes === 1,
    answer: (job, rule, file) => Number(answer.run(rule, job, file ?? null).changes),
    learn(id, facts) {
      learn.run(
        facts.key ?? null,
        facts.size ?? null,
        facts.modified === undefined ? null : Math.max(0, Math.trunc(facts.modified)),
        ...clearable(facts.inode),
        ...clearable(facts.etag),
        facts.bytesDone ?? null,
        ...clearable(facts.uploadId),
        ...clearable(facts.partSize),
        facts.local ?? null,
        ...clearable(facts.checksum),
        ...clearable(facts.verified),
        ...clearable(facts.verifiedAt),
        ...clearable(facts.uploadAsked),
        id,
      );
    },
    firstError(job) {
      const row = firstError.get(job);
      return row ? parseStoredError(row) : undefined;
    },
    abandoned: (limit) => abandoned.all(limit).map((row) => ({ file: parseFile(row), spec: String(row.job_spec) })),
    unconfirmed: (job, after, limit) => unconfirmed.all(job, after, limit).map(parseFile),
    receiptCounts(job) {
      const row = receipt.get(job);
      return { files: Number(row?.files ?? 0), bytes: Number(row?.bytes ?? 0), verified: Number(row?.verified ?? 0) };
    },
    uploadsInUse: () =>
      inUse.all().map((row) => ({
        key: String(row.key),
        uploadId: typeof row.upload_id === 'string' ? row.upload_id : undefined,
        spec: String(row.spec),
        job: String(row.job_id),
      })),
    parts: (file) => parts.all(file).map(parsePart),
    putPart(file, part) {
      putPart.run(file, part.number, part.size, part.etag, part.checksum ?? null, part.crc32 ?? null);
    },
    clearParts(file) {
      clearParts.run(file);
    },
  };
}
