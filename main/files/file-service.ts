import type { Readable } from 'node:stream';

/** A request for file bytes as either host receives it: over loopback HTTP, or over the app's own scheme. */
export interface FileRequest {
  readonly method: string;
  /** The last path segment of the address. */
  readonly ticket: string;
  /** The session of the window that asks; a ticket of another session is refused like an unknown one. */
  readonly session: string;
  /** Lower-case names; `range` and `content-length` are looked at, nothing else. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The body of a PUT. */
  readonly body?: Readable;
  readonly signal: AbortSignal;
}

export interface FileAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Readable;
}

/**
 * Serves the one-use addresses that `files.*` commands hand out. Both hosts call this and add nothing but transport.
 * It never throws: a refusal is an answer (403 unknown or spent ticket, 404, 416, 502 store failed).
 */
export interface FileService {
  serve(request: FileRequest): Promise<FileAnswer>;
}
