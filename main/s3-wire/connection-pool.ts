import { type Connection, type Dial, openConnection } from './connection.ts';
import { aborted } from './wire-errors.ts';

/** Connections to one host, kept open between requests. */
export interface ConnectionPool {
  /** One that is quiet, a new one, or the next that comes free. `fresh`: a new one. Rejects with AbortError. */
  take(signal: AbortSignal | undefined, fresh: boolean): Promise<Connection>;
  /** To be called once with each that was taken; what cannot be used again is closed. */
  give(connection: Connection): void;
  /** Closes those that are quiet. */
  retire(): void;
  close(): void;
}

/** Most servers close a quiet connection after 5 s; a request must not meet that moment. Milliseconds. */
const quietAtMost = 4000;

export function createConnectionPool(options: {
  readonly dial: Dial;
  readonly most: number;
  readonly connectWithin: number;
  readonly idleWithin: number;
}): ConnectionPool {
  const quiet: Connection[] = [];
  const waiting: { grant(): void }[] = [];
  const open = new Set<Connection>();
  let count = 0;
  let closed = false;
  let sweeper: NodeJS.Timeout | undefined;

  const turn = () => {
    if (quiet.length > 0 || count < options.most) waiting.shift()?.grant();
  };
  const stale = (one: Connection): boolean => {
    const bound = one.keptFor > 0 ? Math.max(500, one.keptFor - 1000) : quietAtMost;
    return !one.reusable || performance.now() - one.quietSince > Math.min(bound, 60_000);
  };
  const sweep = () => {
    for (const one of quiet.splice(0)) {
      if (stale(one)) one.destroy();
      else quiet.push(one);
    }
    if (quiet.length === 0) {
      clearInterval(sweeper);
      sweeper = undefined;
    }
  };
  const dialled = async (): Promise<Connection> => {
    count += 1;
    let made: Connection | undefined;
    let gone = false;
    const leave = () => {
      if (gone) return;
      gone = true;
      count -= 1;
      if (made) {
        open.delete(made);
        const at = quiet.indexOf(made);
        if (at >= 0) quiet.splice(at, 1);
      }
      turn();
    };
    try {
      made = await openConnection({ ...options, onClose: leave });
    } catch (error) {
      leave();
      throw error;
    }
    if (!gone) open.add(made);
    if (closed) made.destroy();
    return made;
  };
  const room = (signal: AbortSignal | undefined) =>
    new Promise<void>((resolve, reject) => {
      const one = {
        grant() {
          signal?.removeEventListener('abort', leave);
          resolve();
        },
      };
      const leave = () => {
        const at = waiting.indexOf(one);
        if (at >= 0) waiting.splice(at, 1);
        reject(aborted(signal?.reason));
      };
      signal?.addEventListener('abort', leave, { once: true });
      waiting.push(one);
    });

  return {
    async take(signal, fresh) {
      for (;;) {
        if (signal?.aborted) throw aborted(signal.reason);
        if (closed) throw new Error('the connections are closed');
        // The last one that was used is the least likely to be closed meanwhile.
        for (let one = fresh ? undefined : quiet.pop(); one; one = quiet.pop()) {
          if (!stale(one)) return one;
          one.destroy();
        }
        if (fresh && count >= options.most) quiet.shift()?.destroy();
        if (count < options.most) return await dialled();
        await room(signal);
      }
    },
    give(connection) {
      if (connection.reusable && !closed) {
        quiet.push(connection);
        sweeper ??= setInterval(sweep, 1000).unref();
      } else connection.destroy();
      turn();
    },
    retire() {
      for (const one of quiet.splice(0)) one.destroy();
    },
    close() {
      closed = true;
      clearInterval(sweeper);
      for (const one of open) one.destroy(new Error('the connections are closed'));
      for (const one of waiting.splice(0)) one.grant();
    },
  };
}
