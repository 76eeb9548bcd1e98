import { S3Error } from '../errors/index.ts';

/** A refusal of the management API. */
export class ManagementError extends Error {
  override readonly name = 'ManagementError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.status = status;
    this.code = code;
  }
}

export const invalid = (message: string): ManagementError => new ManagementError(400, 'invalid_request', message);

/** What is thrown and is no refusal stays in the log. */
export function asManagementError(error: unknown): ManagementError {
  if (error instanceof ManagementError) return error;
  if (error instanceof S3Error && error.status < 500) {
    const code = error.code.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
    return new ManagementError(error.status, code, error.message, { cause: error });
  }
  return new ManagementError(500, 'internal_error', 'The server could not do this.', { cause: error });
}
