/** A snapshot, and what changes from there on; the shape of every live value in the house. */
export interface Watchable<S, D> {
  snapshot(): S;
  /** Returns the way to stop listening; calling that twice is harmless. */
  subscribe(listener: (delta: D) => void): () => void;
}

export interface Emitter<T> {
  readonly emit: (value: T) => void;
  readonly subscribe: (listener: (value: T) => void) => () => void;
  readonly size: number;
}

/** `onError` is told of a listener that threw; the other listeners and the emitting code are not disturbed by it. */
export function createEmitter<T>(onError: (error: unknown) => void): Emitter<T> {
  const listeners = new Map<symbol, (value: T) => void>();
  return {
    emit(value) {
      // A copy: who starts to listen meanwhile hears of the next value, not of this one.
      const current = Array.from(listeners.values());
      for (const listener of current) {
        try {
          listener(value);
        } catch (error) {
          onError(error);
        }
      }
    },
    subscribe(listener) {
      const token = Symbol('listener');
      listeners.set(token, listener);
      return () => void listeners.delete(token);
    },
    get size() {
      return listeners.size;
    },
  };
}
