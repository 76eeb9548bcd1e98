import {
  AppError,
  type AppErrorShape,
  type ConnectionId,
  type JobId,
  type Leftover,
  jobId,
} from '../../preload/contract/index.ts';
import type { TransfersRepository } from '../database/index.ts';
import type { PendingUpload, Volumes } from '../volumes/index.ts';
import { deliveredTo, parseSpec } from './job-spec.ts';
import { asAppError } from './verdict.ts';

/** Unfinished multipart uploads of a bucket: they cost money and show in no listing. */
export interface Leftovers {
  /** Oldest first. `jobId` marks those that a job of this queue will go on with. */
  list(options: { connectionId: ConnectionId; bucket: string; signal?: AbortSignal }): Promise<Leftover[]>;
  /** Never ends one that a job of this queue will go on with: those are counted as kept. */
  abort(options: {
    connectionId: ConnectionId;
    bucket: string;
    uploads: readonly { key: string; uploadId: string }[];
    signal?: AbortSignal;
  }): Promise<{
    aborted: number;
    kept: number;
    problems: { key: string; uploadId: string; error: AppErrorShape }[];
  }>;
}

/** Uploads whose parts are counted; beyond, a bucket with thousands would take minutes. */
const mostSized = 200;
const parallel = 8;

export function createLeftovers(options: {
  readonly ledger: TransfersRepository;
  readonly volumes: Volumes;
  readonly report: (error: unknown) => void;
}): Leftovers {
  const { ledger, volumes, report } = options;

  /** Which job needs an upload. One whose id is not known yet protects every upload of its key. */
  const needs = (bucket: string): ((upload: { key: string; uploadId: string }) => JobId | undefined) => {
    const byUpload = new Map<string, JobId>();
    const byKey = new Map<string, JobId>();
    for (const { key, uploadId, spec, job } of ledger.files.uploadsInUse()) {
      const id = jobId.parse(job);
      if (uploadId !== undefined) byUpload.set(uploadId, id);
      // Two connections may lead to one bucket: the name of the bucket is enough to be careful.
      else if (deliveredTo(parseSpec(spec))?.bucket === bucket) byKey.set(key, id);
    }
    return ({ key, uploadId }) => byUpload.get(uploadId) ?? byKey.get(key);
  };

  return {
    async list({ connectionId, bucket, signal }) {
      const volume = await volumes.of(connectionId);
      const found = await volume.listUploads({ bucket, prefix: '', signal });
      const needed = needs(bucket);
      const oldest = found.toSorted((a, b) => a.startedAt - b.startedAt);
      const sizes = new Map<PendingUpload, number>();
      const queue = oldest.slice(0, mostSized).values();
      const lane = async () => {
        for (const upload of queue) {
          try {
            const parts = await volume.listParts({ bucket, key: upload.key, uploadId: upload.uploadId, signal });
            sizes.set(
              upload,
              parts.reduce((sum, part) => sum + (part.size ?? 0), 0),
            );
          } catch (error) {
            // Ended by somebody else meanwhile, or not to be looked into: listed without its size.
            const expected = error instanceof AppError && ['OBJECT_NOT_FOUND', 'ACCESS_DENIED'].includes(error.code);
            if (!expected) throw error;
          }
        }
      };
      await Promise.all(Array.from({ length: parallel }, lane));
      return oldest.map((upload) => {
        const { key, uploadId, startedAt } = upload;
        const left: Leftover = { key, uploadId, startedAt };
        const bytes = sizes.get(upload);
        const job = needed(upload);
        if (bytes !== undefined) left.bytes = bytes;
        if (job !== undefined) left.jobId = job;
        return left;
      });
    },
    async abort({ connectionId, bucket, uploads, signal }) {
      const volume = await volumes.of(connectionId);
      const problems: { key: string; uploadId: string; error: AppErrorShape }[] = [];
      let aborted = 0;
      let kept = 0;
      const queue = uploads.values();
      const lane = async () => {
        for (const { key, uploadId } of queue) {
          // Asked for each one: a job may have begun it a moment ago.
          if (needs(bucket)({ key, uploadId }) !== undefined) {
            kept += 1;
            continue;
          }
          try {
            await volume.abortUpload({ bucket, key, uploadId, signal });
            aborted += 1;
          } catch (error) {
            problems.push({ key, uploadId, error: asAppError(error, report).toShape() });
          }
        }
      };
      await Promise.all(Array.from({ length: parallel }, lane));
      return { aborted, kept, problems };
    },
  };
}
