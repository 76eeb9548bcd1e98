import { Readable } from 'node:stream';
import type { AnswerHead } from './answer-head.ts';
import type { AnswerTaker, Connection } from './connection.ts';
import { StaleLine, type WireCall, type WireOptions, createExchanges } from './exchange.ts';
import { textProblem } from './judge-answer.ts';
import { type ByteSink, createSlabs, receiveBody } from './receive-body.ts';
import { isPassing, pauseAfter, rest } from './retry.ts';
import { WireRefusal, aborted } from './wire-errors.ts';

export type { WireBody, WireCall, WireOptions } from './exchange.ts';
export type { ByteSink } from './receive-body.ts';

/** Slabs that are kept for the next bodies. */
const slabsKept = 16;

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Calls on one endpoint. All of them reject with WireRefusal for what the store refuses, with WireFault or a system error for
 * what the line does, with AbortError, and with AppError for answers that are not S3's (ENDPOINT_REDIRECTED, ENDPOINT_NOT_S3,
 * STORE_BROKEN_ANSWER where a text does not end).
 */
export interface Wire {
  /** The whole answer; not for objects. */
  text(call: WireCall): Promise<WireAnswer & { readonly body: Buffer }>;
  /** An object as a stream, from the moment its head is there. It fails with the line's error and is never silently short. */
  stream(call: WireCall): Promise<WireAnswer & { readonly stream: Readable }>;
  /** An object into a sink, which `accept` gives once it has seen the head; resolves when the sink has all of it. */
  receive(call: WireCall, accept: (answer: WireAnswer) => ByteSink): Promise<WireAnswer>;
  /** Ends quiet connections; calls under way go on. */
  retire(): void;
  close(): void;
}

export function createWire(options: WireOptions): Wire {
  const { endpoint } = options;
  const exchanges = createExchanges(options);
  const slabs = createSlabs(slabsKept);

  /** Tries until it goes well, within the bounds of the call. `begun` tells that a body was handed on: no more tries then. */
  const persist = async <T>(call: WireCall, begun: () => boolean, once: (fresh: boolean) => Promise<T>): Promise<T> => {
    const again = call.body === undefined || 'bytes' in call.body || !call.body.once;
    let fresh = false;
    let turned = false;
    for (let attempt = 1; ;) {
      try {
        return await once(fresh);
      } catch (thrown) {
        const stale = thrown instanceof StaleLine;
        const error = stale ? thrown.cause : thrown;
        if (!again || begun() || call.signal?.aborted === true) throw error;
        if (stale && !fresh) {
          fresh = true;
          continue;
        }
        if (error instanceof WireRefusal && !turned && isSkew(error) && toldTime(error)) {
          turned = true;
          continue;
        }
        if (attempt >= call.attempts || !isPassing(error)) throw error;
        await rest(pauseAfter(error, attempt, options.random ?? Math.random), call.signal);
        attempt += 1;
      }
    }
  };
  const toldTime = (refusal: WireRefusal): boolean => {
    const time = Date.parse(refusal.serverTime ?? refusal.headers['date'] ?? '');
    // The head's Date may have turned the clock already.
    return Number.isFinite(time) && (options.onServerTime(time) || Math.abs(time - options.now()) < 300_000);
  };
  /** Throws what the text of an answer means where it is none that was asked for. */
  const checked = ({ head, text }: { head: AnswerHead; text: Buffer }, method: string) => {
    const problem = method === 'HEAD' && head.status < 300 ? undefined : textProblem(head, text, endpoint.host);
    if (problem) throw problem;
    return { status: head.status, headers: head.headers, body: text };
  };
  const never = () => false;
  const noTaker = (): never => {
    throw new Error('a text has no taker');
  };

  return {
    text: (call) =>
      persist(call, never, async (fresh) =>
        checked(await exchanges.exchange(call, fresh, false, noTaker), call.method),
      ),

    stream: (call) =>
      persist(
        call,
        never,
        (fresh) =>
          new Promise((resolve, reject) => {
            const stop = new AbortController();
            const whole = exchanges.exchange({ ...call, signal: stop.signal }, fresh, true, (head, line) => {
              const { taker, stream } = streamed(line);
              resolve({ status: head.status, headers: head.headers, stream });
              call.signal?.removeEventListener('abort', abort);
              return taker;
            });
            const abort = () => {
              reject(aborted(call.signal?.reason));
              stop.abort();
            };
            if (call.signal?.aborted) return abort();
            call.signal?.addEventListener('abort', abort, { once: true });
            const watch = async () => {
              // An object that was handed on has no text; anything else is a refusal.
              const ended = await whole;
              if (ended.head.status >= 300) checked(ended, call.method);
            };
            watch().catch((error: unknown) =>
              reject(error instanceof Error ? error : new Error('the call failed', { cause: error })),
            );
          }),
      ),

    async receive(call, accept) {
      let begun = false;
      return persist(
        call,
        () => begun,
        async (fresh) => {
          let finished: Promise<void> | undefined;
          const ended = await exchanges
            .exchange(call, fresh, true, (head, line) => {
              const sink = accept({ status: head.status, headers: head.headers });
              begun = true;
              const body = receiveBody({
                slabs,
                sink,
                resume: () => line.resume(),
                stop: (error) => line.destroy(error),
              });
              finished = body.done;
              return body;
            })
            .catch(async (error: unknown) => {
              // What the sink said of it is the reason, where it said anything.
              await finished;
              throw error;
            });
          if (finished === undefined) checked(ended, call.method);
          await finished;
          return { status: ended.head.status, headers: ended.head.headers };
        },
      );
    },
    retire: () => exchanges.retire(),
    close: () => exchanges.close(),
  };
}

const isSkew = (error: WireRefusal): boolean =>
  error.code === 'RequestTimeTooSkewed' || error.code === 'RequestExpired' || error.code === 'RequestInTheFuture';

/** An object's body as a stream of copies, paused while nobody reads. */
function streamed(line: Connection): { taker: Omit<AnswerTaker, 'head'>; stream: Readable } {
  let over = false;
  const stream = new Readable({
    highWaterMark: 256 * 1024,
    read() {
      line.resume();
    },
    destroy(error, done) {
      if (!over) line.destroy();
      over = true;
      done(error);
    },
  });
  return {
    stream,
    taker: {
      data: (bytes) => over || stream.push(Buffer.from(bytes)),
      end() {
        over = true;
        stream.push(null);
      },
      fail(error) {
        if (over) return;
        over = true;
        stream.destroy(error);
      },
    },
  };
}
