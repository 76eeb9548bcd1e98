import { z } from 'zod';
import { command, query, stream } from '../define.ts';
import { appErrorSchema } from '../errors.ts';
import {
  bucketName,
  bytes,
  connectionId,
  count,
  done,
  fileId,
  grantId,
  instant,
  jobId,
  keyPrefix,
  nothing,
  objectKey,
  place,
  selection,
  text,
} from '../shapes.ts';

export const jobKinds = ['upload', 'download', 'copy', 'move', 'delete'] as const;
export const jobKind = z.enum(jobKinds);
export type JobKind = z.infer<typeof jobKind>;

/**
 * queued → running → done; running ⇄ waiting (it goes on by itself when what it waits for is back);
 * paused and cancelled by the user; failed: some files did not make it; changed: a source changed while it was sent.
 */
export const jobStates = ['queued', 'running', 'paused', 'waiting', 'failed', 'changed', 'done', 'cancelled'] as const;
export const jobState = z.enum(jobStates);
export type JobState = z.infer<typeof jobState>;
export const waitReason = z.enum(['network', 'throttled', 'credentials', 'space', 'source', 'answer']);
export type WaitReason = z.infer<typeof waitReason>;

/**
 * What to do where the name exists at the target. `skip-same`: skip where size matches and ours is not newer. `newer`:
 * overwrite where ours is newer, else skip. `ask`: such files wait for the user, and the others go on.
 */
export const conflictRule = z.enum(['overwrite', 'skip', 'skip-same', 'newer', 'keep-both', 'ask', 'fail']);
export type ConflictRule = z.infer<typeof conflictRule>;

export const job = z.strictObject({
  id: jobId,
  kind: jobKind,
  state: jobState,
  waitingFor: waitReason.optional(),
  /** The first or the most telling error. */
  error: appErrorSchema.optional(),
  /** For people: what is moved, and where to. */
  title: text,
  from: text,
  to: text,
  place: place.optional(),
  /** Still finding out what there is to do: totals grow. */
  planning: z.boolean(),
  filesTotal: count,
  filesDone: count,
  filesFailed: count,
  filesSkipped: count,
  /** Files whose name is taken and about which the user is asked. */
  filesAsking: count,
  bytesTotal: bytes,
  bytesDone: bytes,
  /** Bytes a second over the last seconds; 0 where nothing moves. */
  rate: z.number().min(0),
  secondsLeft: z.number().min(0).optional(),
  /** When a waiting job tries again by itself. */
  retryAt: instant.optional(),
  /** Place in the queue: lower goes first. It says nothing of jobs that have ended. */
  order: z.number(),
  createdAt: instant,
  finishedAt: instant.optional(),
  /** The result is a local folder that can be shown. */
  canShow: z.boolean(),
});
export type Job = z.infer<typeof job>;

export const fileStates = [
  'waiting-bytes',
  'asking',
  'queued',
  'running',
  'done',
  'skipped',
  'failed',
  'changed',
  'cancelled',
] as const;
export const fileState = z.enum(fileStates);
export type FileState = z.infer<typeof fileState>;

export const jobFile = z.strictObject({
  id: fileId,
  /** Path relative to the job's source, with `/`. */
  path: z.string(),
  key: z.string(),
  size: bytes,
  bytesDone: bytes,
  state: fileState,
  error: appErrorSchema.optional(),
  /** Of the source. */
  modified: instant,
  /** The name it was given, where that is not its own: below the chosen folder, or in the store. */
  savedAs: z.string().optional(),
  /** What has its name, while the user is asked. */
  there: z.strictObject({ size: bytes, modified: instant }).optional(),
});
export type JobFile = z.infer<typeof jobFile>;

/**
 * What proves that the target holds the bytes that were read. `checksum`: the store checked or keeps a checksum that is
 * ours; `etag`: its ETag is the MD5 of our bytes or of their parts; `bytes`: they were read back and are equal; `size`:
 * it tells the right size and the ETag that it answered, and nothing about the bytes themselves.
 */
export const verifiedBy = z.enum(['checksum', 'etag', 'bytes', 'size']);
export type VerifiedBy = z.infer<typeof verifiedBy>;

export const receiptFile = z.strictObject({
  id: fileId,
  path: z.string(),
  key: z.string(),
  size: bytes,
  /** The name it was given, where that is not its own. */
  savedAs: z.string().optional(),
  /** Without quotes. */
  etag: z.string().optional(),
  /** Of the whole object, computed from the bytes that were moved; base64 as in S3's headers. */
  checksum: z.strictObject({ algorithm: z.string().max(32), value: z.string().max(128) }).optional(),
  verified: verifiedBy.optional(),
  /** When the target was last found to hold it; absent where it was never asked or would not say. */
  verifiedAt: instant.optional(),
});
export type ReceiptFile = z.infer<typeof receiptFile>;

const uploadId = z.string().min(1).max(2048);
export const leftover = z.strictObject({
  key: z.string(),
  uploadId: z.string(),
  /** When it was begun by the store's clock; 0 where the store does not say. */
  startedAt: instant,
  /** Bytes of its parts; absent where there were too many uploads to ask each. */
  bytes: bytes.optional(),
  /** A job of this queue will go on with it: it cannot be aborted here. */
  jobId: jobId.optional(),
});
export type Leftover = z.infer<typeof leftover>;

/** What can be answered where a name is taken. */
export const conflictAnswer = conflictRule.exclude(['ask', 'fail']);
export type ConflictAnswer = z.infer<typeof conflictAnswer>;

/** What bounds the queue now. Bytes a second over all jobs, 0 for no bound. */
export const limitsNow = z.strictObject({
  upload: bytes,
  download: bytes,
  /** They are those of the schedule. */
  scheduled: z.boolean(),
  /** When the schedule says something else. */
  until: instant.optional(),
});
export type LimitsNow = z.infer<typeof limitsNow>;

const one = z.strictObject({ jobId });
const started = z.strictObject({ jobId });

/** A path below what was dropped: relative, `/`-separated, no empty, `.` or `..` segment. */
export const relativePath = z
  .string()
  .min(1)
  .max(4096)
  .refine(
    (path) => path.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'not a relative path',
  );

const source = z.strictObject({ connectionId, bucket: bucketName, base: keyPrefix, selection });

export const transfers = {
  watch: stream(
    'Every job of the queue and its bounded history, newest first.',
    nothing,
    z.strictObject({ jobs: z.array(job) }),
    z.strictObject({ upsert: z.array(job), remove: z.array(jobId) }),
  ),
  files: query(
    'Files of a job, a page.',
    z.strictObject({
      jobId,
      offset: count,
      limit: z.number().int().min(1).max(500),
      state: fileState.optional(),
      /** Part of the path; capitals of A to Z do not count. */
      search: text.optional(),
    }),
    z.strictObject({ files: z.array(jobFile), total: count }),
  ),
  upload: command(
    'Queues granted files and folders for upload below a place.',
    z.strictObject({ target: place, grants: z.array(grantId).min(1).max(10_000), conflict: conflictRule }),
    started,
  ),
  receive: command(
    'Queues files whose bytes the browser will send (hosts whose drops are bytes). Add files, then seal.',
    z.strictObject({ target: place, title: text, conflict: conflictRule }),
    started,
  ),
  addReceived: command(
    'Names files of a receiving job. A file that was named before (same path, size and time) keeps its id and its bytes.',
    z.strictObject({
      jobId,
      files: z
        .array(z.strictObject({ path: relativePath, size: bytes, modified: instant, type: z.string().max(255) }))
        .max(1000),
      /** Empty folders that were dropped. */
      folders: z.array(relativePath).max(1000),
    }),
    z.strictObject({ fileIds: z.array(fileId) }),
  ),
  seal: command('No more files will be named.', one, done),
  missing: query(
    'Files of a receiving job whose bytes are not all here: the page that still holds them sends them again.',
    z.strictObject({ jobId }),
    z.strictObject({
      files: z.array(z.strictObject({ id: fileId, path: z.string(), size: bytes, modified: instant })),
    }),
  ),
  dropReceived: command(
    'Gives up files of a receiving job that the page can no longer read: they fail as SOURCE_VANISHED, SOURCE_UNREADABLE or SOURCE_CHANGED, the others go on.',
    z.strictObject({
      jobId,
      fileIds: z.array(fileId).min(1).max(1000),
      reason: z.enum(['vanished', 'unreadable', 'changed']),
    }),
    done,
  ),
  download: command(
    'Queues a download into a granted folder.',
    z.strictObject({ source, into: grantId, conflict: conflictRule }),
    started,
  ),
  copy: command(
    'Queues a copy or a move, inside one store or between two. A rename is a move of one key or one prefix.',
    z.strictObject({ source, target: place, move: z.boolean(), conflict: conflictRule }),
    started,
  ),
  rename: command(
    'Renames one object, or one folder with all below it, inside its bucket. OBJECT_EXISTS where the name is taken.',
    z.strictObject({ connectionId, bucket: bucketName, from: objectKey, to: objectKey }),
    started,
  ),
  remove: command(
    'Queues a delete of a selection.',
    z.strictObject({ connectionId, bucket: bucketName, selection }),
    started,
  ),
  cancel: command('Stops a job; what was delivered stays, what was half sent is cleaned up.', one, done),
  pause: command('Holds a job where it is.', one, done),
  resume: command('Lets a paused or waiting job go on.', one, done),
  retry: command('Queues again what failed, changed or was cancelled.', one, done),
  actOnAll: command(
    'Does one thing to all jobs that can take it: those that are named, or the whole queue. `retry` takes those that failed or changed. Answers how many did.',
    z.strictObject({
      action: z.enum(['pause', 'resume', 'cancel', 'retry']),
      jobIds: z.array(jobId).max(1000).optional(),
    }),
    z.strictObject({ changed: count }),
  ),
  move: command(
    'Moves a job in the queue: to the top (it goes before what runs), next (it begins as soon as one that runs has ended), to the bottom, or before another job.',
    z.strictObject({ jobId, to: z.union([z.enum(['top', 'next', 'bottom']), z.strictObject({ before: jobId })]) }),
    done,
  ),
  answer: command(
    'Answers for files whose name is taken: those that are named, or all of the job that ask. `remember` also answers for those that are still to come.',
    z.strictObject({
      jobId,
      fileIds: z.array(fileId).min(1).max(500).optional(),
      rule: conflictAnswer,
      remember: z.boolean(),
    }),
    z.strictObject({ answered: count }),
  ),
  limits: stream('What bounds the queue now, by the settings and their schedule.', nothing, limitsNow, limitsNow),
  location: query(
    'Where on the machine of the backend a download put its files; NOT_SUPPORTED for other jobs.',
    one,
    z.strictObject({ path: z.string() }),
  ),
  forget: command(
    'Takes ended jobs out of the history; all ended ones where no id is given.',
    z.strictObject({ jobId: jobId.optional() }),
    done,
  ),
  receipt: query(
    'What a job delivered and how it was proved, a page of files. Totals are of the whole job.',
    z.strictObject({ jobId, offset: count, limit: z.number().int().min(1).max(500) }),
    z.strictObject({ files: z.array(receiptFile), total: count, bytes, verified: count }),
  ),
  verify: command(
    'Asks again whether the target still holds what a job delivered; `readBack` reads every byte of it.',
    z.strictObject({ jobId, readBack: z.boolean() }),
    z.strictObject({
      checked: count,
      intact: count,
      /** The first 500. */
      problems: z.array(z.strictObject({ fileId, key: z.string(), error: appErrorSchema })),
    }),
  ),
  leftovers: query(
    'Unfinished multipart uploads of a bucket, oldest first; up to 10,000.',
    z.strictObject({ connectionId, bucket: bucketName }),
    z.strictObject({ uploads: z.array(leftover) }),
  ),
  abortLeftovers: command(
    'Ends unfinished uploads; those that a job of this queue will go on with are kept.',
    z.strictObject({
      connectionId,
      bucket: bucketName,
      uploads: z
        .array(z.strictObject({ key: objectKey, uploadId }))
        .min(1)
        .max(1000),
    }),
    z.strictObject({
      aborted: count,
      kept: count,
      problems: z.array(z.strictObject({ key: z.string(), uploadId: z.string(), error: appErrorSchema })),
    }),
  ),
  show: command('Shows a finished download in the system’s file manager.', one, done),
};
