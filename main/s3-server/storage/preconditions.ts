/** Preconditions of a write, judged at the moment of commit and atomic with it; a delete marker counts as no object. */
export interface WriteConditions {
  /** An ETag without quotes or `*`: else 412 PreconditionFailed, 404 NoSuchKey where there is no object. */
  readonly ifMatch?: string;
  /**
   * `*`: 412 PreconditionFailed where an object exists; 409 ConditionalRequestConflict for the loser of a race. An ETag without
   * quotes: 412 where the object is that one.
   */
  readonly ifNoneMatch?: string;
}

/**
 * Of a delete; judged on the current version, also where another one is named. Where there is no object, time and size
 * hold. https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html
 */
export interface DeleteConditions extends WriteConditions {
  /** Compared by whole seconds. */
  readonly ifMatchLastModifiedTime?: number;
  readonly ifMatchSize?: number;
}

/**
 * Of one side of a rename; ETags without quotes or `*`, times compared by whole seconds. A destination that is not there
 * fails `ifMatch` alone. As in RFC 9110 section 13.2.2, `ifMatch` rules out `ifUnmodifiedSince`, and `ifNoneMatch` rules
 * out `ifModifiedSince`.
 */
export interface RenameConditions {
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly ifModifiedSince?: number;
  readonly ifUnmodifiedSince?: number;
}
