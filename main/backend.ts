import type { Handlers } from '../preload/rpc/handlers.ts';
import type { FileService } from './files/index.ts';
import type { Grants, Ports } from './ports/index.ts';

export interface BackendOptions {
  readonly version: string;
  /** Port of the embedded S3 server on 127.0.0.1; the one used last time where absent, else any free one. */
  readonly s3Port?: number;
  /** Where log lines go; secrets never do. */
  readonly log?: (line: string) => void;
}

/** Browser sessions of a host: only the SHA-256 of each token, as hex. They outlive a restart of the backend. */
export interface HostSessions {
  /** Adds a session, or moves the end of one that is there. Instants in milliseconds since the epoch. */
  put(session: { readonly tokenHash: string; readonly createdAt: number; readonly expiresAt: number }): void;
  find(tokenHash: string): { readonly createdAt: number; readonly expiresAt: number } | undefined;
  /** Removes those that ended before. */
  removeExpired(before: number): void;
}

/** The whole app without a window. Hosts carry its handlers over their transport and its files over their scheme. */
export interface Backend {
  readonly handlers: Handlers;
  readonly files: FileService;
  readonly grants: Grants;
  readonly sessions: HostSessions;
  /** A session's window is gone: its grants and tickets end. Transfers go on. */
  endSession(session: string): void;
  /** Names the log entry of an unexpected error. */
  incident(error: unknown, procedure: string): string;
  close(): Promise<void>;
}

export type CreateBackend = (ports: Ports, options: BackendOptions) => Promise<Backend>;
