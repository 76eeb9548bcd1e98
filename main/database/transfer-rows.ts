import type { SQLOutputValue } from 'node:sqlite';
import {
  type AppErrorShape,
  type ConflictRule,
  type FileState,
  type JobId,
  type JobKind,
  type JobState,
  type Place,
  type VerifiedBy,
  type WaitReason,
  appErrorSchema,
  conflictRule,
  fileState,
  jobId,
  jobKind,
  jobState,
  place,
  verifiedBy,
  waitReason,
} from '../../preload/contract/index.ts';

/** A job as stored. `spec` is JSON that `main/transfers` wrote and parses again. */
export interface StoredJob {
  /** Place in the queue; also what files refer to. */
  readonly seq: number;
  readonly id: JobId;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly waitingFor: WaitReason | undefined;
  readonly error: AppErrorShape | undefined;
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly place: Place | undefined;
  readonly spec: string;
  readonly conflict: ConflictRule;
  readonly planned: boolean;
  readonly filesTotal: number;
  readonly filesDone: number;
  readonly filesFailed: number;
  readonly filesChanged: number;
  readonly filesSkipped: number;
  readonly filesCancelled: number;
  /** Files of which bytes are missing. */
  readonly filesMissing: number;
  /** Files about which the user is asked. */
  readonly filesAsking: number;
  /** Lower goes first. */
  readonly position: number;
  readonly bytesTotal: number;
  readonly bytesDone: number;
  readonly createdAt: number;
  readonly finishedAt: number | undefined;
}

/** A file of a job as stored; what the columns mean is said in the migration. */
export interface StoredFile {
  readonly id: number;
  readonly job: number;
  readonly path: string;
  readonly source: string | undefined;
  readonly key: string;
  readonly local: string | undefined;
  readonly size: number;
  readonly modified: number;
  readonly inode: string | undefined;
  readonly etag: string | undefined;
  readonly contentType: string | undefined;
  readonly state: FileState;
  readonly error: AppErrorShape | undefined;
  readonly bytesDone: number;
  readonly attempts: number;
  readonly uploadId: string | undefined;
  readonly partSize: number | undefined;
  /** `algorithm:base64` of the whole object, from the bytes that we moved. */
  readonly checksum: string | undefined;
  readonly verified: VerifiedBy | undefined;
  /** When the target was last found to hold it. */
  readonly verifiedAt: number | undefined;
  /** When a multipart upload was asked for whose id may not be known. */
  readonly uploadAsked: number | undefined;
  /** What has the name at the target, where the user is or was asked about it. */
  readonly there: { readonly size: number; readonly modified: number } | undefined;
  /** The rule that the user chose for this file, before that of its job. */
  readonly choice: ConflictRule | undefined;
}

export interface StoredPart {
  readonly number: number;
  readonly size: number;
  /** Empty for a range of a download. */
  readonly etag: string;
  /** `algorithm:base64` as it was sent with the part. */
  readonly checksum: string | undefined;
  /** Base64 of the bytes of this part or range. */
  readonly crc32?: string | undefined;
}

type Row = Readonly<Record<string, SQLOutputValue>>;

const optionalText = (value: SQLOutputValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined;
const optionalNumber = (value: SQLOutputValue | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

function text(row: Row, name: string): string {
  const value = row[name];
  if (typeof value !== 'string') throw new Error(`the stored ${name} is not text`);
  return value;
}
function number(row: Row, name: string): number {
  const value = row[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw new Error(`the stored ${name} is no number`);
  return value;
}
/** Throws where the row is not what this program writes. */
export const parseStoredError = (row: Row): AppErrorShape | undefined => {
  const stored = optionalText(row.error);
  return stored === undefined ? undefined : appErrorSchema.parse(JSON.parse(stored));
};

/** Throws where the row is not what this program writes. */
export function parseJob(row: Row): StoredJob {
  const waiting = optionalText(row.waiting_for);
  const where = optionalText(row.place);
  return {
    seq: number(row, 'seq'),
    id: jobId.parse(row.id),
    kind: jobKind.parse(row.kind),
    state: jobState.parse(row.state),
    waitingFor: waiting === undefined ? undefined : waitReason.parse(waiting),
    error: parseStoredError(row),
    title: text(row, 'title'),
    from: text(row, 'source_text'),
    to: text(row, 'target_text'),
    place: where === undefined ? undefined : place.parse(JSON.parse(where)),
    spec: text(row, 'spec'),
    conflict: conflictRule.parse(row.conflict),
    planned: row.planned === 1,
    filesTotal: number(row, 'files_total'),
    filesDone: number(row, 'files_done'),
    filesFailed: number(row, 'files_failed'),
    filesChanged: number(row, 'files_changed'),
    filesSkipped: number(row, 'files_skipped'),
    filesCancelled: number(row, 'files_cancelled'),
    filesMissing: number(row, 'files_missing'),
    filesAsking: number(row, 'files_asking'),
    position: typeof row.position === 'number' ? row.position : number(row, 'seq'),
    bytesTotal: number(row, 'bytes_total'),
    bytesDone: number(row, 'bytes_done'),
    createdAt: number(row, 'created_at'),
    finishedAt: optionalNumber(row.finished_at),
  };
}

function parseThere(row: Row): StoredFile['there'] {
  const size = optionalNumber(row.there_size);
  const modified = optionalNumber(row.there_modified);
  return size === undefined || modified === undefined ? undefined : { size, modified };
}

/** Throws where the row is not what this program writes. */
export function parseFile(row: Row): StoredFile {
  return {
    id: number(row, 'id'),
    job: number(row, 'job'),
    path: text(row, 'path'),
    source: optionalText(row.source),
    key: text(row, 'key'),
    local: optionalText(row.local),
    size: number(row, 'size'),
    modified: number(row, 'modified'),
    inode: optionalText(row.inode),
    etag: optionalText(row.etag),
    contentType: optionalText(row.content_type),
    state: fileState.parse(row.state),
    error: parseStoredError(row),
    bytesDone: number(row, 'bytes_done'),
    attempts: number(row, 'attempts'),
    uploadId: optionalText(row.upload_id),
    partSize: optionalNumber(row.part_size),
    checksum: optionalText(row.checksum),
    verified: row.verified === null || row.verified === undefined ? undefined : verifiedBy.parse(row.verified),
    verifiedAt: optionalNumber(row.verified_at),
    uploadAsked: optionalNumber(row.upload_asked),
    there: parseThere(row),
    choice: row.choice === null || row.choice === undefined ? undefined : conflictRule.parse(row.choice),
  };
}

/** Throws where the row is not what this program writes. */
export function parsePart(row: Row): StoredPart {
  return {
    number: number(row, 'number'),
    size: number(row, 'size'),
    etag: text(row, 'etag'),
    checksum: optionalText(row.checksum),
    crc32: optionalText(row.crc32),
  };
}
