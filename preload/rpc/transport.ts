/**
 * One ordered, reliable channel of frames between a client and a dispatcher. Frames are structured-clone and JSON safe.
 * Two members, so that an adapter is about twenty lines and tests run on an in-memory pair.
 */
export interface Transport {
  /** Throws nothing: after the channel closed, frames are dropped. */
  send(frame: unknown): void;
  /** Starts delivery; `close` is called once, when the channel is gone for good. Returns a function that closes it. */
  listen(handlers: { message(frame: unknown): void; close(): void }): () => void;
}
