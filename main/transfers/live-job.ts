import type { Job } from '../../preload/contract/index.ts';
import type { StoredFile, StoredJob } from '../database/index.ts';
import type { Progress } from './progress.ts';
import { type Rate, createRate } from './rate.ts';

interface Flight {
  /** What the ledger counts for this file now. */
  stored: number;
  bytes: number;
}

/** What is known of a job beyond the ledger while it runs: bytes in flight, and speed. */
export interface LiveJob {
  readonly rate: Rate;
  readonly filesRate: Rate;
  /** Begins to count a file; the file's bytes in the ledger are replaced by the live ones until `land`. */
  takeOff(file: StoredFile): Progress;
  /** The ledger has the last word on this file. */
  land(file: number): void;
  /** Files whose bytes the ledger does not know yet; they count as known afterwards. */
  unsaved(): readonly { readonly file: number; readonly bytes: number }[];
  /** Bytes in flight that the ledger does not count. */
  readonly ahead: number;
}

export function createLiveJob(now: () => number, onProgress: () => void): LiveJob {
  const flights = new Map<number, Flight>();
  const rate = createRate();
  return {
    rate,
    filesRate: createRate(),
    takeOff(file) {
      const flight: Flight = { stored: file.bytesDone, bytes: 0 };
      flights.set(file.id, flight);
      return {
        kept(bytes) {
          flight.bytes += bytes;
          onProgress();
        },
        moved(bytes) {
          flight.bytes += bytes;
          rate.add(bytes, now());
          onProgress();
        },
        takenBack(bytes) {
          flight.bytes = Math.max(0, flight.bytes - bytes);
        },
      };
    },
    land(file) {
      flights.delete(file);
    },
    unsaved() {
      const changed: { file: number; bytes: number }[] = [];
      for (const [file, flight] of flights) {
        if (flight.bytes === flight.stored) continue;
        changed.push({ file, bytes: flight.bytes });
        flight.stored = flight.bytes;
      }
      return changed;
    },
    get ahead() {
      let sum = 0;
      for (const flight of flights.values()) sum += flight.bytes - flight.stored;
      return sum;
    },
  };
}

/** A job as the interface sees it: the ledger's row, and what is in the air. */
export function viewOf(
  job: StoredJob,
  live: LiveJob | undefined,
  now: number,
  { canShow, retryAt }: { readonly canShow: boolean; readonly retryAt: number | undefined },
): Job {
  const running = job.state === 'running';
  const bytesDone = Math.min(job.bytesTotal, Math.max(0, job.bytesDone + (live?.ahead ?? 0)));
  const rate = running && live ? live.rate.perSecond(now) : 0;
  const left = running && live && job.planned ? secondsLeft(job, live, bytesDone, now) : undefined;
  return {
    id: job.id,
    kind: job.kind,
    state: job.state,
    ...(job.waitingFor === undefined ? {} : { waitingFor: job.waitingFor }),
    ...(job.error === undefined ? {} : { error: job.error }),
    title: job.title,
    from: job.from,
    to: job.to,
    ...(job.place === undefined ? {} : { place: job.place }),
    planning: !job.planned && job.finishedAt === undefined,
    filesTotal: job.filesTotal,
    filesDone: job.filesDone,
    filesFailed: job.filesFailed + job.filesChanged,
    filesSkipped: job.filesSkipped,
    filesAsking: job.filesAsking,
    bytesTotal: job.bytesTotal,
    bytesDone,
    rate,
    ...(left === undefined ? {} : { secondsLeft: left }),
    ...(job.state === 'waiting' && retryAt !== undefined ? { retryAt } : {}),
    order: job.position,
    createdAt: job.createdAt,
    ...(job.finishedAt === undefined ? {} : { finishedAt: job.finishedAt }),
    canShow: canShow && job.kind === 'download' && job.filesDone > 0 && job.finishedAt !== undefined,
  };
}

/** The slower of bytes and files: many small files are not done when their few bytes are. */
function secondsLeft(job: StoredJob, live: LiveJob, bytesDone: number, now: number): number | undefined {
  const ended = job.filesDone + job.filesFailed + job.filesChanged + job.filesSkipped + job.filesCancelled;
  const byBytes = ratio(job.bytesTotal - bytesDone, live.rate.calm(now));
  const byFiles = ratio(job.filesTotal - ended, live.filesRate.calm(now));
  if (byBytes === undefined) return byFiles;
  // A few large files give no steady count a second.
  return job.filesTotal - ended > 50 && byFiles !== undefined ? Math.max(byBytes, byFiles) : byBytes;
}

const ratio = (left: number, perSecond: number): number | undefined =>
  perSecond > 0 && left > 0 ? Math.ceil(left / perSecond) : undefined;
