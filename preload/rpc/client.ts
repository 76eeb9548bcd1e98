import { AppError, type AppErrorShape } from '../contract/error-table.ts';
import type { ContractShape } from '../contract/index.ts';
import { callError, callSite, shapeOf } from './call-error.ts';
import type { CallOptions, ClientOf, ConnectionStatus, StreamObserver } from './client-types.ts';
import { ackEvery, parseServerFrame, protocolVersion, type ServerFrame } from './frames.ts';
import { randomToken } from './random-token.ts';
import { Reconnector, type ReconnectorOptions } from './reconnector.ts';
import type { Connect, Transport } from './transport.ts';

export interface ClientOptions extends ReconnectorOptions {
  /** Milliseconds that a call waits for a lost channel before it rejects with DISCONNECTED. */
  readonly patience?: number;
}

export interface RpcClient<C extends ContractShape> {
  /** `client.module.procedure(input, { signal })`; streams: `client.module.procedure.subscribe(input, observer)`. */
  readonly client: ClientOf<C>;
  readonly connection: ConnectionStatus;
  /** Cuts a pause between two tries short. */
  tryNow(): void;
  close(): void;
}

interface PendingCall {
  readonly name: string;
  readonly input: unknown;
  readonly request: string;
  readonly site: string | undefined;
  /** The backend process that may have begun it. */
  epoch: string | undefined;
  impatience: ReturnType<typeof setTimeout> | undefined;
  settle(outcome: { value: unknown } | { error: AppError }): void;
}

interface RunningStream {
  readonly name: string;
  readonly input: unknown;
  readonly observer: StreamObserver<unknown, unknown>;
  readonly site: string | undefined;
  /** Messages of the channel that is open now. */
  seq: number;
  acked: number;
}

/**
 * The page's side of the contract. It holds no schema: types come from the contract, judgement from the backend. Calls
 * made while no channel is open wait; after a loss everything running is sent again, commands under the same request id.
 */
export function createClient<C extends ContractShape>(
  source: Transport | Connect,
  options: ClientOptions = {},
): RpcClient<C> {
  const core = new ClientCore(source, options);
  core.start();
  return {
    client: core.surface() as ClientOf<C>,
    connection: core.status,
    tryNow: () => core.tryNow(),
    close: () => core.close(),
  };
}

class ClientCore {
  readonly #calls = new Map<number, PendingCall>();
  readonly #streams = new Map<number, RunningStream>();
  readonly #reconnector: Reconnector;
  readonly #patience: number;
  #nextId = 1;
  #epoch: string | undefined;
  #open = false;
  #over = false;

  constructor(source: Transport | Connect, options: ClientOptions) {
    this.#patience = options.patience ?? 30_000;
    this.#reconnector = new Reconnector(
      source,
      {
        opened: () => undefined,
        message: (frame) => this.#receive(parseServerFrame(frame)),
        lost: (forGood) => this.#lost(forGood),
      },
      options,
    );
  }

  get status(): ConnectionStatus {
    return this.#reconnector.status;
  }

  start(): void {
    this.#reconnector.start();
  }

  tryNow(): void {
    this.#reconnector.tryNow();
  }

  close(): void {
    // The caller ends it itself: that is no news to its observers.
    this.#streams.clear();
    this.#reconnector.stop();
    this.#lost(true);
  }

  call(name: string, input: unknown, signal: AbortSignal | undefined, site: string | undefined): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    if (this.#over) return Promise.reject(callError(shapeOf('DISCONNECTED'), name, site));
    if (signal?.aborted) return Promise.reject(callError(shapeOf('CANCELLED'), name, site, signal.reason));
    const id = this.#nextId++;
    const cancel = () => {
      if (this.#open) this.#reconnector.send({ t: 'cancel', id });
      call.settle({ error: callError(shapeOf('CANCELLED'), name, site, signal?.reason) });
    };
    const call: PendingCall = {
      name,
      input,
      request: randomToken(),
      site,
      epoch: undefined,
      impatience: undefined,
      settle: (outcome) => {
        if (!this.#calls.delete(id)) return;
        clearTimeout(call.impatience);
        signal?.removeEventListener('abort', cancel);
        if ('error' in outcome) reject(outcome.error);
        else resolve(outcome.value);
      },
    };
    this.#calls.set(id, call);
    signal?.addEventListener('abort', cancel, { once: true });
    if (this.#open) this.#sendCall(id, call);
    else this.#beImpatient(call);
    return promise;
  }

  subscribe(
    name: string,
    input: unknown,
    observer: StreamObserver<unknown, unknown>,
    site: string | undefined,
  ): () => void {
    const id = this.#nextId++;
    const stream: RunningStream = { name, input, observer, site, seq: 0, acked: 0 };
    this.#streams.set(id, stream);
    if (this.#over) this.#endStream(id, shapeOf('DISCONNECTED'));
    else if (this.#open) this.#sendWatch(id, stream);
    return () => {
      if (this.#streams.delete(id) && this.#open) this.#reconnector.send({ t: 'cancel', id });
    };
  }

  /** Both levels are made on demand and kept, so that a procedure is the same function each time it is read. */
  surface(): unknown {
    const members = (make: (name: string) => unknown) => {
      const made = new Map<string, unknown>();
      return new Proxy(Object.freeze({}), {
        get: (_, name) => {
          // Not a promise, and nothing that inspection asks for.
          if (typeof name !== 'string' || name === 'then' || name === 'toJSON') return undefined;
          if (!made.has(name)) made.set(name, make(name));
          return made.get(name);
        },
      });
    };
    return members((module) => members((procedure) => this.#procedure(`${module}.${procedure}`)));
  }

  #procedure(name: string): unknown {
    const procedure = (input: unknown, options: CallOptions = {}) =>
      this.call(name, input, options.signal, callSite(procedure));
    const subscribe = (input: unknown, observer: StreamObserver<unknown, unknown>) =>
      this.subscribe(name, input, observer, callSite(subscribe));
    return Object.assign(procedure, { subscribe });
  }

  #sendCall(id: number, call: PendingCall): void {
    clearTimeout(call.impatience);
    const sentBefore = call.epoch;
    call.epoch = this.#epoch;
    try {
      this.#reconnector.send({
        t: 'call',
        id,
        name: call.name,
        input: call.input,
        request: call.request,
        ...(sentBefore === undefined ? {} : { epoch: sentBefore }),
      });
      // A later try stays bound to the process that may have begun it first.
      call.epoch = sentBefore ?? call.epoch;
    } catch (error) {
      call.settle({ error: callError(shapeOf('BAD_INPUT', { procedure: call.name }), call.name, call.site, error) });
    }
  }

  #sendWatch(id: number, stream: RunningStream): void {
    stream.seq = 0;
    stream.acked = 0;
    try {
      this.#reconnector.send({ t: 'watch', id, name: stream.name, input: stream.input });
    } catch (error) {
      this.#endStream(id, shapeOf('BAD_INPUT', { procedure: stream.name }), error);
    }
  }

  #receive(frame: ServerFrame | undefined): void {
    if (frame === undefined) return;
    switch (frame.t) {
      case 'hello':
        return this.#greeted(frame.version, frame.epoch);
      case 'result':
        return this.#calls.get(frame.id)?.settle({ value: frame.value });
      case 'error': {
        const call = this.#calls.get(frame.id);
        if (call === undefined) {
          // The channel closes next: the stream is asked for again by whoever comes back, or ends with the client.
          if (frame.error.code === 'SHUTTING_DOWN') return undefined;
          return this.#endStream(frame.id, frame.error);
        }
        return call.settle({ error: callError(frame.error, call.name, call.site) });
      }
      case 'snapshot':
      case 'delta': {
        const stream = this.#streams.get(frame.id);
        if (stream === undefined) return undefined;
        stream.seq = frame.seq;
        if (frame.seq - stream.acked >= ackEvery || frame.t === 'snapshot') {
          stream.acked = frame.seq;
          this.#reconnector.send({ t: 'ack', id: frame.id, seq: frame.seq });
        }
        return report(() => stream.observer[frame.t](frame.value));
      }
    }
  }

  #greeted(version: number, epoch: string): void {
    if (version !== protocolVersion) {
      this.#reconnector.refuse(new AppError('UNKNOWN_PROCEDURE', { procedure: 'hello' }));
      return;
    }
    this.#epoch = epoch;
    this.#open = true;
    for (const [id, call] of this.#calls) this.#sendCall(id, call);
    for (const [id, stream] of this.#streams) this.#sendWatch(id, stream);
    this.#reconnector.established();
  }

  #lost(forGood: boolean): void {
    this.#open = false;
    if (!forGood) {
      for (const call of this.#calls.values()) this.#beImpatient(call);
      return;
    }
    this.#over = true;
    for (const call of this.#calls.values()) {
      call.settle({ error: callError(shapeOf('DISCONNECTED'), call.name, call.site) });
    }
    for (const id of this.#streams.keys()) this.#endStream(id, shapeOf('DISCONNECTED'));
  }

  #beImpatient(call: PendingCall): void {
    clearTimeout(call.impatience);
    call.impatience = setTimeout(() => {
      call.settle({ error: callError(shapeOf('DISCONNECTED'), call.name, call.site) });
    }, this.#patience);
  }

  #endStream(id: number, shape: AppErrorShape, cause?: unknown): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    this.#streams.delete(id);
    const error = callError(shape, stream.name, stream.site, cause);
    report(() => {
      if (stream.observer.error === undefined) throw error;
      stream.observer.error(error);
    });
  }
}

/** An observer that throws must not stop the others: its error goes to the page's own error report. */
function report(notify: () => void): void {
  try {
    notify();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
