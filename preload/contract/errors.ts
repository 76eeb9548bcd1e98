import { z } from 'zod';
import { errorActions, errorTable, type AppErrorCode, type AppErrorShape } from './error-table.ts';

// The table and the class are apart from the schema, so that the interface can use them without the schema library.
export * from './error-table.ts';

const codes = Object.keys(errorTable) as [AppErrorCode, ...AppErrorCode[]];

export const appErrorSchema: z.ZodType<AppErrorShape, AppErrorShape> = z.strictObject({
  code: z.enum(codes),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  retry: z.enum(['no', 'now', 'later', 'after-action']),
  action: z.enum(errorActions).optional(),
  /** Names the log entry that holds the cause; safe to show and to quote. */
  incident: z.string().optional(),
});
