import { z } from 'zod';
import { command, stream } from '../define.ts';
import { bytes, done, instant, nothing, seconds } from '../shapes.ts';

const minuteOfDay = z.number().int().min(0).max(1440);

/** Limits of bandwidth at some hours of some days, by the clock of the machine of the backend. */
export const limitRule = z.strictObject({
  /** 0 is Sunday. */
  days: z
    .array(z.number().int().min(0).max(6))
    .min(1)
    .max(7)
    .refine((days) => new Set(days).size === days.length, 'a day twice'),
  /** Minutes since midnight; where `to` is not after `from`, it runs into the next day. */
  from: minuteOfDay,
  to: minuteOfDay,
  /** Bytes a second, 0 for no bound. */
  uploadLimit: bytes,
  downloadLimit: bytes,
});
export type LimitRule = z.infer<typeof limitRule>;

export const settingsShape = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['comfortable', 'compact']),
  /** Files at the same time, over all jobs. */
  parallelFiles: z.number().int().min(1).max(32),
  /** Bytes a second over all jobs; 0 for no bound. */
  uploadLimit: bytes,
  downloadLimit: bytes,
  /** The first rule that holds counts, before the limits above. */
  limitSchedule: z.array(limitRule).max(20),
  /** The schedule is put aside until then. */
  scheduleOffUntil: instant,
  defaultShareSeconds: seconds,
  confirmDelete: z.boolean(),
});
export type Settings = z.infer<typeof settingsShape>;

export const settings = {
  watch: stream('What the user has set.', nothing, settingsShape, settingsShape),
  change: command('Changes settings; they apply at once.', settingsShape.partial(), done),
};
