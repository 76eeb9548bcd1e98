import type {
  Command,
  Contract,
  ContractShape,
  DeltaOf,
  InputOf,
  OutputOf,
  Procedure,
  Query,
  SnapshotOf,
  Stream,
} from '../contract/index.ts';

/** What a handler knows of its call beside the input. */
export interface CallContext {
  /** Aborts when a query's or stream's connection closes or the caller cancels; a command's never does. */
  readonly signal: AbortSignal;
  /** Names the window or browser session; addresses of file bytes are bound to it. */
  readonly session: string;
}

/** A live value: where it stands, and what changes from there on. */
export interface Live<S, D> {
  snapshot(): S | Promise<S>;
  /**
   * Starts listening. The dispatcher subscribes before it takes the snapshot, so that no delta falls between; a delta
   * that the snapshot already holds must be harmless to apply again.
   */
  subscribe(listener: (delta: D) => void): () => void;
}

export type HandlerOf<P extends Procedure> = P extends Stream
  ? (
      input: InputOf<P>,
      context: CallContext,
    ) => Live<SnapshotOf<P>, DeltaOf<P>> | Promise<Live<SnapshotOf<P>, DeltaOf<P>>>
  : P extends Query | Command
    ? (input: InputOf<P>, context: CallContext) => OutputOf<P> | Promise<OutputOf<P>>
    : never;

export type ModuleHandlers<M extends Readonly<Record<string, Procedure>>> = {
  readonly [N in keyof M]: HandlerOf<M[N]>;
};
export type HandlersOf<C extends ContractShape> = { readonly [M in keyof C]: ModuleHandlers<C[M]> };
/** Everything the backend answers. One file a contract module in `main/handlers`. */
export type Handlers = HandlersOf<Contract>;
