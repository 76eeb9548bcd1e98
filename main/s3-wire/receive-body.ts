import type { AnswerTaker } from './connection.ts';
import { WireFault } from './wire-errors.ts';

/** Takes a body in order. */
export interface ByteSink {
  /** These bytes, in memory that is used again once the promise resolves. */
  write(bytes: Uint8Array): Promise<void>;
  /** So many bytes came in: nothing more is read until the promise, where there is one, resolves. */
  arrived?(bytes: number): Promise<void> | undefined;
}

/** Memory that bodies are read into; kept, as fresh memory costs as much as the copy into it. */
export interface Slabs {
  take(): Uint8Array;
  give(slab: Uint8Array): void;
}

const slabBytes = 512 * 1024;

export function createSlabs(keep: number): Slabs {
  const idle: Uint8Array[] = [];
  return {
    take: () => idle.pop() ?? Buffer.allocUnsafeSlow(slabBytes),
    give(slab) {
      if (idle.length < keep) idle.push(slab);
    },
  };
}

/**
 * Reads a body into two slabs by turns: while one is written by the sink the other is filled, and where both are full the
 * line waits. `done` resolves when the sink has all of it.
 */
export function receiveBody(options: {
  readonly slabs: Slabs;
  readonly sink: ByteSink;
  /** Reading may go on. */
  readonly resume: () => void;
  /** The sink has failed: nothing more is wanted. */
  readonly stop: (error: Error) => void;
}): Pick<AnswerTaker, 'room' | 'data' | 'end' | 'fail'> & { readonly done: Promise<void> } {
  const { slabs, sink, resume } = options;
  const free: Uint8Array[] = [];
  let filling: Uint8Array | undefined;
  let filled = 0;
  let out = 0;
  let held = 0;
  /** What came while there was no room: TLS hands on what it has decrypted, asked or not. */
  let spilled: Uint8Array[] = [];
  let ended = false;
  let over = false;
  let wanted: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const done = new Promise<void>((resolve, reject) => {
    wanted = { resolve, reject };
  });
  // It is looked at by the caller; a failure before that is no unhandled one.
  done.catch(() => undefined);

  const release = () => {
    for (const slab of free.splice(0)) slabs.give(slab);
    if (filling) slabs.give(filling);
    filling = undefined;
  };
  const fail = (error: Error) => {
    if (over) return;
    over = true;
    spilled = [];
    // A slab that the sink still writes is not given to anybody else.
    release();
    wanted?.reject(error);
  };
  const settle = () => {
    if (over || !ended || out > 0 || filled > 0 || spilled.length > 0) return;
    over = true;
    release();
    wanted?.resolve();
  };
  const slab = (): Uint8Array | undefined => {
    if (filling) return filling;
    filling = free.pop() ?? (out < 2 ? slabs.take() : undefined);
    filled = 0;
    return filling;
  };
  const hand = () => {
    if (!filling || filled === 0) return;
    const whole = filling;
    const bytes = whole.subarray(0, filled);
    filling = undefined;
    filled = 0;
    out += 1;
    void drain(whole, bytes);
  };
  const drain = async (whole: Uint8Array, bytes: Uint8Array) => {
    try {
      await sink.write(bytes);
    } catch (error) {
      out -= 1;
      return refuse(error);
    }
    out -= 1;
    if (over) return slabs.give(whole);
    free.push(whole);
    const waiting = spilled;
    spilled = [];
    for (const one of waiting) place(one);
    if (ended) flush();
    go();
    settle();
  };
  const refuse = (error: unknown) => {
    const why = error instanceof Error ? error : new Error('the bytes could not be taken', { cause: error });
    fail(why);
    options.stop(why);
  };
  const pass = async (gate: Promise<void>) => {
    held += 1;
    try {
      await gate;
      held -= 1;
      go();
    } catch (error) {
      refuse(error);
    }
  };
  const place = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) {
      const into = spilled.length === 0 ? slab() : undefined;
      if (!into) {
        spilled.push(Uint8Array.prototype.slice.call(bytes, at));
        return;
      }
      const some = bytes.subarray(at, at + into.length - filled);
      into.set(some, filled);
      filled += some.length;
      at += some.length;
      if (filled === into.length) hand();
    }
  };
  const flush = () => {
    if (spilled.length === 0) hand();
  };
  const mayGo = () => held === 0 && spilled.length === 0 && slab() !== undefined;
  const go = () => {
    if (!over && !ended && mayGo()) resume();
  };

  return {
    done,
    room: () => (over || held > 0 || spilled.length > 0 ? undefined : slab()?.subarray(filled)),
    data(bytes, inRoom) {
      if (over) return true;
      if (inRoom) {
        filled += bytes.length;
        if (filling && filled === filling.length) hand();
      } else place(bytes);
      const gate = sink.arrived?.(bytes.length);
      if (gate) void pass(gate);
      return mayGo();
    },
    end() {
      ended = true;
      flush();
      settle();
    },
    fail(error) {
      fail(error instanceof Error ? error : new WireFault('ECONNRESET', 'the body ended'));
    },
  };
}
