import { z } from 'zod';
import { command, stream } from '../define.ts';
import { bytes, done, nothing, seconds } from '../shapes.ts';

export const settingsShape = z.strictObject({
  theme: z.enum(['system', 'light', 'dark']),
  density: z.enum(['comfortable', 'compact']),
  /** Files at the same time, over all jobs. */
  parallelFiles: z.number().int().min(1).max(32),
  /** Bytes a second over all jobs; 0 for no bound. */
  uploadLimit: bytes,
  downloadLimit: bytes,
  defaultShareSeconds: seconds,
  confirmDelete: z.boolean(),
});
export type Settings = z.infer<typeof settingsShape>;

export const settings = {
  watch: stream('What the user has set.', nothing, settingsShape, settingsShape),
  change: command('Changes settings; they apply at once.', settingsShape.partial(), done),
};
