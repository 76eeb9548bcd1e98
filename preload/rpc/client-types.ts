import type {
  CallerInputOf,
  Command,
  ContractShape,
  DeltaOf,
  OutputOf,
  Procedure,
  Query,
  SnapshotOf,
  Stream,
} from '../contract/index.ts';
import type { AppError } from '../contract/error-table.ts';

export interface CallOptions {
  /** Aborting rejects with CANCELLED at once. A query stops; a command that was sent goes on to its end. */
  readonly signal?: AbortSignal;
}

export interface StreamObserver<S, D> {
  /** Where the value stands: first of all, and again after each reconnect or where this side was too slow. */
  snapshot(value: S): void;
  delta(value: D): void;
  /** The stream ended for good; without it, the error goes to the page's own error report. */
  error?(error: AppError): void;
}

export interface ClientStream<I, S, D> {
  /** Returns the function that ends it; nothing is delivered after that. */
  subscribe(input: I, observer: StreamObserver<S, D>): () => void;
}

export type ClientProcedure<P extends Procedure> = P extends Stream
  ? ClientStream<CallerInputOf<P>, SnapshotOf<P>, DeltaOf<P>>
  : P extends Query | Command
    ? (input: CallerInputOf<P>, options?: CallOptions) => Promise<OutputOf<P>>
    : never;

export type ClientOf<C extends ContractShape> = {
  readonly [M in keyof C]: { readonly [N in keyof C[M]]: ClientProcedure<C[M][N]> };
};

/** `lost`: the channel is gone; where it can be opened again, that is being tried. */
export type ConnectionState = 'connecting' | 'open' | 'lost';

/** Fits React's useSyncExternalStore. */
export interface ConnectionStatus {
  readonly state: () => ConnectionState;
  /** Why trying again does not help by itself: NOT_ALLOWED (signed out) or BAD_INPUT (another version: reload). */
  readonly problem: () => AppError | undefined;
  readonly subscribe: (listener: () => void) => () => void;
}
