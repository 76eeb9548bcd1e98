import type { Target } from './target.ts';

/** `count` whole reads of one path, one after another, on one connection. Gives MiB/s. */
export interface DownloadJob {
  readonly kind: 'download';
  readonly target: Target;
  readonly path: string;
  readonly bytes: number;
  readonly count: number;
}

/** `count` writes of one path, one after another, on one connection. Gives MiB/s. */
export interface UploadJob {
  readonly kind: 'upload';
  readonly target: Target;
  readonly path: string;
  readonly bytes: number;
  readonly count: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Requests for `${path}0` to `${path}${keys - 1}` from `clients` connections, each with one on its way, until `ms` are over
 * or, where `once` is set, no key is left. Gives requests a second.
 */
export interface SmallJob {
  readonly kind: 'small';
  readonly target: Target;
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly keys: number;
  readonly once: boolean;
  readonly clients: number;
  /** Of each object. */
  readonly bytes: number;
  readonly ms: number;
}

/** Writes one object at each path, to have them there. Gives requests a second. */
export interface FillJob {
  readonly kind: 'fill';
  readonly target: Target;
  readonly paths: readonly string[];
  readonly clients: number;
  /** Of each object. */
  readonly bytes: number;
}

/** An upload in parts over some connections; `raw` sends the parts alone, to a server that knows no uploads. Gives MiB/s. */
export interface MultipartJob {
  readonly kind: 'multipart';
  readonly target: Target;
  readonly path: string;
  readonly bytes: number;
  readonly partBytes: number;
  readonly connections: number;
  readonly raw: boolean;
}

/** Requests one after another on one connection, each of them checked. Gives the median of their milliseconds. */
export interface CallsJob {
  readonly kind: 'calls';
  readonly target: Target;
  readonly calls: readonly {
    readonly method: string;
    readonly path: string;
    readonly query?: string;
    readonly body?: string;
    /** Must be in the answer, as often as this. */
    readonly expect?: { readonly text: string; readonly times: number };
  }[];
}

/** As many reads or writes of one path or of paths by number at the same time. Gives MiB/s of all together. */
export interface StreamsJob {
  readonly kind: 'streams';
  readonly target: Target;
  readonly method: 'GET' | 'PUT';
  readonly path: string;
  readonly bytes: number;
  readonly streams: number;
}

/** What one core can hash, with nothing else to do. Gives MiB/s. */
export interface Md5Job {
  readonly kind: 'md5';
  readonly bytes: number;
}

/** A file written and synced with nothing else done to its bytes. Gives MiB/s. */
export interface DiskJob {
  readonly kind: 'disk';
  readonly directory: string;
  readonly bytes: number;
}

export type Job =
  | DownloadJob
  | UploadJob
  | SmallJob
  | FillJob
  | MultipartJob
  | CallsJob
  | StreamsJob
  | Md5Job
  | DiskJob;
