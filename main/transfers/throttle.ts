import { AppError } from '../../preload/contract/index.ts';

/** Bounds bytes a second over all jobs in one direction. */
export interface Throttle {
  /** Whether a bound is set now. */
  readonly limited: boolean;
  /** Resolves when `bytes` may move. At once where nothing is bounded; CANCELLED when the signal aborts first. */
  take(bytes: number, signal: AbortSignal): Promise<void>;
}

/** Seconds of unused allowance that are kept: a pause gives no burst. */
const kept = 0.25;
/** Milliseconds between two looks at the bound while somebody waits. */
const beat = 25;

/** `limit` (bytes a second, 0 for none) is asked all the time: a changed setting applies at once, also to those who wait. */
export function createThrottle(limit: () => number, now: () => number): Throttle {
  const waiting: { readonly bytes: number; grant(): void }[] = [];
  let allowance = 0;
  let at = now();
  let timer: NodeJS.Timeout | undefined;

  const turn = () => {
    const perSecond = limit();
    const time = now();
    // A clock that was set back gives nothing, and takes nothing.
    const passed = Math.max(0, time - at) / 1000;
    at = time;
    allowance = Math.min(perSecond * kept, allowance + perSecond * passed);
    // The allowance may go below zero: a body larger than a second's worth is paid for afterwards.
    const cost = perSecond === 0 ? 0 : 1;
    if (perSecond === 0) allowance = 1;
    for (let first = waiting[0]; first && allowance > 0; first = waiting[0]) {
      waiting.shift();
      allowance -= cost * first.bytes;
      first.grant();
    }
    if (waiting.length === 0) {
      clearInterval(timer);
      timer = undefined;
    } else timer ??= setInterval(turn, beat);
  };

  return {
    get limited() {
      return limit() > 0;
    },
    take(bytes, signal) {
      if (limit() === 0 && waiting.length === 0) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const refuse = () => reject(new AppError('CANCELLED', {}, { cause: signal.reason }));
        if (signal.aborted) return refuse();
        const one = {
          bytes,
          grant() {
            signal.removeEventListener('abort', leave);
            resolve();
          },
        };
        const leave = () => {
          const place = waiting.indexOf(one);
          if (place >= 0) waiting.splice(place, 1);
          refuse();
          turn();
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.push(one);
        turn();
      });
    },
  };
}
