/**
 * Changes on their way to the backend, in a line: none is lost while one is under way, and those that wait go together.
 */
export interface ChangeLine<T extends object> {
  /** Takes a change; resolves with the failure once nothing is under way any more, or with nothing. */
  add(part: Partial<T>, send: (part: Partial<T>) => Promise<unknown>): Promise<unknown>;
  readonly isSending: boolean;
}

export function createChangeLine<T extends object>(): ChangeLine<T> {
  let waiting: Partial<T> | undefined;
  let sending: Promise<unknown> | undefined;

  const sendAll = async (send: (part: Partial<T>) => Promise<unknown>): Promise<unknown> => {
    try {
      while (waiting !== undefined) {
        const part = waiting;
        waiting = undefined;
        await send(part);
      }
      return undefined;
    } catch (error) {
      // What waited was made on top of what failed.
      waiting = undefined;
      return error;
    } finally {
      sending = undefined;
    }
  };
  return {
    add(part, send) {
      waiting = { ...waiting, ...part };
      sending ??= sendAll(send);
      return sending;
    },
    get isSending() {
      return sending !== undefined;
    },
  };
}
