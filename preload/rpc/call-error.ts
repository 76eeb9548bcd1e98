import { AppError, errorTable, type AppErrorCode, type AppErrorShape } from '../contract/error-table.ts';

/**
 * The error that a caller sees: the backend's code and params with the stack of the line that called, and what
 * happened on the other side as its cause.
 */
export function callError(shape: AppErrorShape, name: string, site: string | undefined, cause?: unknown): AppError {
  const known: AppErrorShape = Object.hasOwn(errorTable, shape.code) ? shape : { ...shape, code: 'INTERNAL' };
  const error = AppError.fromShape(known, { cause: cause ?? remoteCause(shape, name) });
  if (site !== undefined) error.stack = `${error.name}: ${error.message}\n${site}`;
  return error;
}

export const shapeOf = (code: AppErrorCode, params: Record<string, string | number> = {}): AppErrorShape =>
  new AppError(code, params).toShape();

/** The lines of the caller's stack, without those of the client itself. */
export function callSite(above: (...args: never[]) => unknown): string | undefined {
  const holder: { stack?: string } = {};
  Error.captureStackTrace?.(holder, above);
  return holder.stack?.split('\n').slice(1).join('\n');
}

function remoteCause(shape: AppErrorShape, name: string): Error {
  const incident = shape.incident === undefined ? '' : ` (incident ${shape.incident})`;
  const cause = new Error(`${name} answered ${shape.code}${incident}`);
  cause.name = 'RemoteError';
  delete cause.stack;
  return cause;
}
