/** One answered request, as the log and the app's server screen see it: no secret, no signature, no query. */
export interface RequestEvent {
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly durationMs: number;
  readonly method: string;
  /** As S3 names it; absent where the request was refused before it was routed. */
  readonly operation?: string;
  readonly bucket?: string;
  readonly key?: string;
  /** Only of a verified signature. */
  readonly accessKeyId?: string;
  readonly status: number;
  readonly errorCode?: string;
  /** Bytes of bodies, as on the wire. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** What a client must not see: the reason behind an InternalError. */
  readonly failure?: unknown;
}
