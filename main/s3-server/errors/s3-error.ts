import { errorCodes, type S3ErrorCode } from './codes.ts';

/** Extra elements of the error body, such as `{ ArgumentName: 'max-keys' }`, in the order they are written. */
export type S3ErrorDetails = Readonly<Record<string, string>>;

/** `lastModified` in milliseconds since the epoch. */
export interface DeleteMarkerPlace {
  readonly versionId: string;
  readonly lastModified: number;
}

/**
 * A refusal that S3 has a name for. Every layer of the server throws this; the HTTP layer alone serialises it.
 * What is thrown and is not one of these becomes InternalError, with the cause in the log and never in the answer.
 */
export class S3Error extends Error {
  override readonly name = 'S3Error';
  readonly code: S3ErrorCode;
  readonly status: number;
  readonly details: S3ErrorDetails;
  /** The delete marker that the refusal is about: the latest version (NoSuchKey) or the one named (MethodNotAllowed). */
  declare readonly deleteMarker?: DeleteMarkerPlace;

  constructor(
    code: S3ErrorCode,
    options: { message?: string; details?: S3ErrorDetails; deleteMarker?: DeleteMarkerPlace; cause?: unknown } = {},
  ) {
    super(options.message ?? errorCodes[code][1], options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = errorCodes[code][0];
    this.details = options.details ?? {};
    if (options.deleteMarker !== undefined) this.deleteMarker = options.deleteMarker;
  }
}
