import type { LimitsNow, Settings } from '../../preload/contract/index.ts';
import { type Clock, type Watchable, createEmitter } from '../base/index.ts';

export type LimitSettings = Pick<Settings, 'uploadLimit' | 'downloadLimit' | 'limitSchedule' | 'scheduleOffUntil'>;
type Rule = LimitSettings['limitSchedule'][number];

const minutesOfDay = 1440;

/** Whether a rule holds at a minute of the local week. Where it ends before it begins, it runs into the next day. */
function holds(rule: Rule, day: number, minute: number): boolean {
  const { days, from, to } = rule;
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  const yesterday = (day + 6) % 7;
  return (days.includes(day) && minute >= from) || (days.includes(yesterday) && minute < to);
}

const ruleAt = (schedule: readonly Rule[], at: Date): Rule | undefined =>
  schedule.find((rule) => holds(rule, at.getDay(), at.getHours() * 60 + at.getMinutes()));

/**
 * What bounds the queue at an instant, by the clock on the wall of this machine: the first rule of the schedule that holds,
 * else the usual limits. `until` is the next full minute at which that changes, searched for a week.
 */
export function limitsAt(settings: LimitSettings, now: number): LimitsNow {
  const usual = { upload: settings.uploadLimit, download: settings.downloadLimit, scheduled: false };
  if (settings.limitSchedule.length === 0) return usual;
  if (settings.scheduleOffUntil > now) return { ...usual, until: settings.scheduleOffUntil };
  const rule = ruleAt(settings.limitSchedule, new Date(now));
  const at = new Date(now);
  at.setSeconds(0, 0);
  // Rules begin and end with their own minutes only: those are looked at, day by day, through the changes of summer time.
  const edges = [...new Set([0, ...settings.limitSchedule.flatMap(({ from, to }) => [from, to % minutesOfDay])])];
  let until: number | undefined;
  for (let day = 0; day <= 7 && until === undefined; day += 1) {
    for (const edge of edges.toSorted((a, b) => a - b)) {
      const then = new Date(at.getFullYear(), at.getMonth(), at.getDate() + day, Math.floor(edge / 60), edge % 60);
      if (then.getTime() <= now || ruleAt(settings.limitSchedule, then) === rule) continue;
      until = then.getTime();
      break;
    }
  }
  const limits =
    rule === undefined ? usual : { upload: rule.uploadLimit, download: rule.downloadLimit, scheduled: true };
  return until === undefined ? limits : { ...limits, until };
}

/** The limits as a live value. */
export interface Limits extends Watchable<LimitsNow, LimitsNow> {
  upload(): number;
  download(): number;
  close(): void;
}

/** Longest wait of a timer in milliseconds; a clock that was set, or a machine that slept, is noticed by then. */
const lookEvery = 30_000;

export function createLimits(options: {
  readonly settings: { snapshot(): LimitSettings; subscribe(listener: () => void): () => void };
  readonly clock: Clock;
  readonly onError: (error: unknown) => void;
}): Limits {
  const { settings, clock } = options;
  const emitter = createEmitter<LimitsNow>(options.onError);
  let current = limitsAt(settings.snapshot(), clock.now());
  let timer: NodeJS.Timeout | undefined;

  const look = () => {
    clearTimeout(timer);
    const now = clock.now();
    const next = limitsAt(settings.snapshot(), now);
    const changed = JSON.stringify(next) !== JSON.stringify(current);
    current = next;
    if (changed) emitter.emit(next);
    timer = setTimeout(look, Math.max(1, Math.min(lookEvery, (next.until ?? Number.POSITIVE_INFINITY) - now)));
    timer.unref();
  };
  const unsubscribe = settings.subscribe(look);
  look();

  return {
    snapshot: () => current,
    subscribe: emitter.subscribe,
    upload: () => current.upload,
    download: () => current.download,
    close() {
      unsubscribe();
      clearTimeout(timer);
    },
  };
}
