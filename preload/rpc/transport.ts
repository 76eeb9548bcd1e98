/**
 * One ordered, reliable channel of frames between a client and a dispatcher. Frames are structured-clone and JSON safe.
 * Two members, so that an adapter is about twenty lines and tests run on an in-memory pair.
 */
export interface Transport {
  /** Throws only where a frame cannot be serialised; after the channel closed, frames are dropped. */
  send(frame: unknown): void;
  /** Starts delivery; `close` is called once, when the channel is gone for good. Returns a function that closes it. */
  listen(handlers: { message(frame: unknown): void; close(): void }): () => void;
}

/**
 * Opens a new channel each time it is called. Rejects with any Error to be called again after a pause; an AppError
 * NOT_ALLOWED says that trying again will not help until the user signs in.
 */
export type Connect = (options: { readonly signal: AbortSignal }) => Promise<Transport>;
