import { AppError, type AppErrorCode } from '../../preload/contract/index.ts';
import type { Volume, Volumes } from '../volumes/index.ts';
import { backoff, sleep } from './backoff.ts';

/**
 * How many requests an endpoint is given at a time: one more for each round that went well, half as many when it asks to
 * slow down. Requests that met a passing trouble are repeated here, with growing and jittered pauses, before the whole job
 * has to wait.
 */
export interface Pace {
  /** `action` makes its body anew at every call. Throws what the last try threw. */
  persist<T>(options: PersistOptions, action: () => Promise<T>): Promise<T>;
  /** Requests that an endpoint is given at a time now. */
  allowed(host: string): number;
}

export interface PersistOptions {
  readonly host: string;
  /** A cut line and a broken answer are repeated too: for bodies that the volume sends only once. */
  readonly body: boolean;
  readonly signal: AbortSignal;
}

interface Lane {
  allowed: number;
  busy: number;
  /** Until when further refusals belong to the same moment; milliseconds. */
  deafUntil: number;
  readonly waiting: (() => void)[];
}

const atFirst = 16;
const atMost = 64;
/** Refusals within so many milliseconds are one: requests were under way together. */
const oneMoment = 500;
const firstPause = 200;
const longestPause = 5000;

/** Tries of one request, by what it met. */
const throttledTries = 8;
const triesOf: Partial<Record<AppErrorCode, number>> = {
  ENDPOINT_UNREACHABLE: 4,
  STORE_ERROR: 4,
  STORE_BROKEN_ANSWER: 4,
  DAMAGED: 4,
};
/** Nobody is there: asking again at once changes nothing. */
const nobody = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ENETUNREACH', 'EHOSTUNREACH', 'ETIMEDOUT']);

function triesFor(error: unknown, body: boolean): number {
  if (!(error instanceof AppError)) return 1;
  if (error.code === 'STORE_THROTTLED' || error.code === 'TOO_BUSY') return throttledTries;
  if (!body || nobody.has(String(error.params.code))) return 1;
  return triesOf[error.code] ?? 1;
}

export function createPace(now: () => number): Pace {
  const lanes = new Map<string, Lane>();
  const laneOf = (host: string): Lane => {
    const known = lanes.get(host);
    if (known) return known;
    const lane = { allowed: atFirst, busy: 0, deafUntil: 0, waiting: [] };
    lanes.set(host, lane);
    return lane;
  };
  const turn = (lane: Lane) => {
    while (lane.busy < Math.floor(lane.allowed)) {
      const next = lane.waiting.shift();
      if (!next) return;
      lane.busy += 1;
      next();
    }
  };
  const enter = (lane: Lane, signal: AbortSignal) =>
    new Promise<void>((resolve, reject) => {
      const refuse = () => reject(new AppError('CANCELLED', {}, { cause: signal.reason }));
      if (signal.aborted) return refuse();
      const grant = () => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      const leave = () => {
        const at = lane.waiting.indexOf(grant);
        if (at >= 0) lane.waiting.splice(at, 1);
        refuse();
      };
      signal.addEventListener('abort', leave, { once: true });
      lane.waiting.push(grant);
      turn(lane);
    });
  const learn = (lane: Lane, error: unknown) => {
    if (error === undefined) lane.allowed = Math.min(atMost, lane.allowed + 1 / lane.allowed);
    else if (error instanceof AppError && error.code === 'STORE_THROTTLED' && now() >= lane.deafUntil) {
      lane.allowed = Math.max(1, lane.allowed / 2);
      lane.deafUntil = now() + oneMoment;
    }
  };

  return {
    allowed: (host) => Math.floor(laneOf(host).allowed),
    async persist({ host, body, signal }, action) {
      const lane = laneOf(host);
      for (let attempt = 1; ; attempt += 1) {
        await enter(lane, signal);
        try {
          const value = await action();
          learn(lane, undefined);
          return value;
        } catch (error) {
          learn(lane, error);
          if (signal.aborted || attempt >= triesFor(error, body)) throw error;
        } finally {
          lane.busy -= 1;
          turn(lane);
        }
        await sleep(backoff(attempt, firstPause, longestPause), signal);
      }
    },
  };
}

const unstoppable = new AbortController().signal;

/** The volume with its calls without a body under the pace; `put`, `uploadPart` and `get` are for the caller to persist. */
function pacedVolume(volume: Volume, pace: Pace): Volume {
  const paced =
    <O extends { readonly signal?: AbortSignal | undefined }, T>(call: (options: O) => Promise<T>) =>
    (options: O): Promise<T> =>
      pace.persist({ host: volume.host, body: false, signal: options.signal ?? unstoppable }, () => call(options));
  return Object.assign(Object.create(volume) as Volume, {
    head: paced((options: Parameters<Volume['head']>[0]) => volume.head(options)),
    copy: paced((options: Parameters<Volume['copy']>[0]) => volume.copy(options)),
    delete: paced((options: Parameters<Volume['delete']>[0]) => volume.delete(options)),
    createUpload: paced((options: Parameters<Volume['createUpload']>[0]) => volume.createUpload(options)),
    listParts: paced((options: Parameters<Volume['listParts']>[0]) => volume.listParts(options)),
    completeUpload: paced((options: Parameters<Volume['completeUpload']>[0]) => volume.completeUpload(options)),
    abortUpload: paced((options: Parameters<Volume['abortUpload']>[0]) => volume.abortUpload(options)),
  });
}

/** Volumes whose calls are under the pace. A volume is wrapped once. */
export function pacedVolumes(volumes: Volumes, pace: Pace): Volumes {
  const made = new WeakMap<Volume, Volume>();
  return Object.assign(Object.create(volumes) as Volumes, {
    async of(...about: Parameters<Volumes['of']>) {
      const volume = await volumes.of(...about);
      const known = made.get(volume) ?? pacedVolume(volume, pace);
      made.set(volume, known);
      return known;
    },
  });
}
