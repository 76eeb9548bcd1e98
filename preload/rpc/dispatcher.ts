import { AppError, type AppErrorShape } from '../contract/error-table.ts';
import type { ContractShape, Procedure } from '../contract/index.ts';
import { shapeOf } from './call-error.ts';
import { CommandMemory, type Outcome } from './command-memory.ts';
import { parseClientFrame, protocolVersion, type CallFrame, type ServerFrame, type WatchFrame } from './frames.ts';
import type { CallContext, HandlersOf, Live } from './handlers.ts';
import { fieldName, outOfBounds } from './input-bounds.ts';
import { randomToken } from './random-token.ts';
import { StreamPump } from './stream-pump.ts';
import type { Transport } from './transport.ts';

export interface DispatcherLimits {
  /** Calls of one connection that run at the same time; more are TOO_BUSY. */
  readonly calls: number;
  readonly streams: number;
  /** Frames that are none, or calls of what does not exist, before the connection is closed. */
  readonly violations: number;
}

export interface DispatcherOptions<C extends ContractShape> {
  readonly contract: C;
  readonly handlers: HandlersOf<C>;
  /** Writes an unexpected error down and names the entry. */
  incident(error: unknown, procedure: string): string;
  /** Lines without input and without secrets. */
  log?(line: string): void;
  readonly now?: () => number;
  readonly limits?: Partial<DispatcherLimits>;
  /** Judges answers by their schemas too: for tests and development. */
  readonly checkOutput?: boolean;
}

export interface Dispatcher {
  /**
   * Serves one connection until it closes. `session` names the window or browser session for handlers and for the memory
   * of commands. Queries and streams end with the connection, commands finish.
   * @returns a function that closes the connection
   */
  attach(transport: Transport, options: { readonly session: string }): () => void;
  /** Refuses new calls with SHUTTING_DOWN, ends streams, and settles once every running command has. */
  close(): Promise<void>;
}

type AnyHandler = (input: unknown, context: CallContext) => unknown;
interface Target {
  readonly name: string;
  readonly procedure: Procedure;
  readonly handler: AnyHandler;
}

export function createDispatcher<C extends ContractShape>(options: DispatcherOptions<C>): Dispatcher {
  const shared: Shared = {
    find: finder(options.contract, options.handlers),
    incident: (error, procedure) => options.incident(error, procedure),
    log: (line) => options.log?.(line),
    limits: { calls: 128, streams: 64, violations: 50, ...options.limits },
    memory: new CommandMemory(options.now ?? Date.now),
    epoch: randomToken(),
    checkOutput: options.checkOutput ?? false,
    closing: false,
  };
  const connections = new Set<Connection>();
  return {
    attach: (transport, { session }) => {
      const connection = new Connection(transport, session, shared, () => connections.delete(connection));
      connections.add(connection);
      return connection.start();
    },
    close: async () => {
      shared.closing = true;
      for (const connection of connections) connection.endStreams();
      await shared.memory.idle();
    },
  };
}

interface Shared {
  readonly find: (name: string) => Target | undefined;
  readonly incident: (error: unknown, procedure: string) => string;
  readonly log: (line: string) => void;
  readonly limits: DispatcherLimits;
  readonly memory: CommandMemory;
  readonly epoch: string;
  readonly checkOutput: boolean;
  closing: boolean;
}

/** Only own keys of the contract count: `constructor` and `__proto__` are procedures of nobody. */
function finder(contract: ContractShape, handlers: HandlersOf<ContractShape>): Shared['find'] {
  const targets = new Map<string, Target>();
  for (const [module, procedures] of Object.entries(contract)) {
    for (const [key, procedure] of Object.entries(procedures)) {
      const handler = handlers[module]?.[key];
      if (handler !== undefined) targets.set(`${module}.${key}`, { name: `${module}.${key}`, procedure, handler });
    }
  }
  return (name) => targets.get(name);
}

class Connection {
  readonly #transport: Transport;
  readonly #session: string;
  readonly #shared: Shared;
  readonly #onClose: () => void;
  readonly #calls = new Map<number, AbortController | undefined>();
  readonly #streams = new Map<number, { readonly controller: AbortController; pump: StreamPump | undefined }>();
  #violations = 0;
  #closed = false;
  #closeTransport: () => void = () => undefined;

  constructor(transport: Transport, session: string, shared: Shared, onClose: () => void) {
    this.#transport = transport;
    this.#session = session;
    this.#shared = shared;
    this.#onClose = onClose;
  }

  start(): () => void {
    this.#send({ t: 'hello', version: protocolVersion, epoch: this.#shared.epoch });
    this.#closeTransport = this.#transport.listen({
      message: (frame) => this.#receive(frame),
      close: () => this.#close(),
    });
    return () => this.#closeTransport();
  }

  endStreams(): void {
    for (const id of this.#streams.keys()) this.#endStream(id, shapeOf('SHUTTING_DOWN'));
  }

  #receive(value: unknown): void {
    if (this.#closed) return;
    const frame = parseClientFrame(value);
    if (frame === undefined) return this.#violation('a frame that is none');
    switch (frame.t) {
      case 'call':
        return this.#call(frame);
      case 'watch':
        return this.#watch(frame);
      case 'cancel':
        this.#calls.get(frame.id)?.abort(new AppError('CANCELLED'));
        return this.#dropStream(frame.id);
      case 'ack':
        return this.#streams.get(frame.id)?.pump?.acknowledge(frame.seq);
    }
  }

  #call(frame: CallFrame): void {
    const target = this.#admit(frame);
    if (target === undefined) return;
    if (target.procedure.kind === 'stream') return this.#refuse(frame.id, shapeOf('UNKNOWN_PROCEDURE'));
    if (this.#calls.size >= this.#shared.limits.calls) return this.#refuse(frame.id, shapeOf('TOO_BUSY'));
    const parsed = judge(target, frame.input);
    if ('error' in parsed) return this.#refuse(frame.id, parsed.error);

    if (target.procedure.kind === 'query') {
      const controller = new AbortController();
      this.#calls.set(frame.id, controller);
      void this.#run(target, parsed.input, controller.signal).then((outcome) => this.#answer(frame.id, outcome));
      return;
    }
    const { memory, epoch } = this.#shared;
    // Sent to a process that is no more: whether it was done is not known, and doing it twice may be worse than asking.
    if (frame.epoch !== undefined && frame.epoch !== epoch && !memory.knows(this.#session, frame.request)) {
      return this.#refuse(frame.id, shapeOf('DISCONNECTED', { procedure: target.name }));
    }
    const outcome = memory.run(this.#session, frame.request, target.name, () =>
      this.#run(target, parsed.input, new AbortController().signal),
    );
    if (outcome === undefined) return this.#refuse(frame.id, shapeOf('BAD_INPUT', { field: 'request' }));
    this.#calls.set(frame.id, undefined);
    void outcome.then((settled) => this.#answer(frame.id, settled));
  }

  #watch(frame: WatchFrame): void {
    const target = this.#admit(frame);
    if (target === undefined) return;
    if (target.procedure.kind !== 'stream') return this.#refuse(frame.id, shapeOf('UNKNOWN_PROCEDURE'));
    if (this.#streams.size >= this.#shared.limits.streams) return this.#refuse(frame.id, shapeOf('TOO_BUSY'));
    const parsed = judge(target, frame.input);
    if ('error' in parsed) return this.#refuse(frame.id, parsed.error);
    const controller = new AbortController();
    this.#streams.set(frame.id, { controller, pump: undefined });
    void this.#run(target, parsed.input, controller.signal).then((outcome) => {
      const stream = this.#streams.get(frame.id);
      if (stream?.controller !== controller) return undefined;
      if (!outcome.ok) return this.#endStream(frame.id, outcome.error);
      stream.pump = new StreamPump(outcome.value as Live<unknown, unknown>, {
        snapshot: (seq, value) => this.#emit('snapshot', target, frame.id, seq, value),
        delta: (seq, value) => this.#emit('delta', target, frame.id, seq, value),
        failed: (error) => this.#endStream(frame.id, this.#errorShape(error, target.name, controller.signal)),
      });
      return stream.pump.start();
    });
  }

  /** What a call or watch names, or undefined where it was refused already. */
  #admit(frame: CallFrame | WatchFrame): Target | undefined {
    if (this.#calls.has(frame.id) || this.#streams.has(frame.id)) {
      this.#violation('an id that is in use');
      return undefined;
    }
    const target = this.#shared.find(frame.name);
    if (target === undefined) {
      this.#refuse(frame.id, shapeOf('UNKNOWN_PROCEDURE'));
      this.#violation('a procedure that does not exist');
      return undefined;
    }
    if (this.#shared.closing) {
      this.#refuse(frame.id, shapeOf('SHUTTING_DOWN'));
      return undefined;
    }
    return target;
  }

  async #run(target: Target, input: unknown, signal: AbortSignal): Promise<Outcome> {
    try {
      const value = await target.handler(input, { signal, session: this.#session });
      if (this.#shared.checkOutput && target.procedure.kind !== 'stream') target.procedure.output.parse(value);
      return { ok: true, value };
    } catch (error) {
      return { ok: false, error: this.#errorShape(error, target.name, signal) };
    }
  }

  #emit(kind: 'snapshot' | 'delta', target: Target, id: number, seq: number, value: unknown): void {
    if (this.#shared.checkOutput && target.procedure.kind === 'stream') target.procedure[kind].parse(value);
    this.#transport.send({ t: kind, id, seq, value } satisfies ServerFrame);
  }

  #answer(id: number, outcome: Outcome): void {
    if (!this.#calls.delete(id) || this.#closed) return;
    if (!outcome.ok) return this.#refuse(id, outcome.error);
    try {
      this.#send({ t: 'result', id, value: outcome.value });
    } catch (error) {
      this.#refuse(id, this.#errorShape(error, 'answer', undefined));
    }
  }

  #errorShape(error: unknown, procedure: string, signal: AbortSignal | undefined): AppErrorShape {
    if (error instanceof AppError) {
      // The cause may tell more than may cross: it is written down, and the incident names it.
      if (error.code === 'INTERNAL') return error.toShape(error.incident ?? this.#shared.incident(error, procedure));
      return error.toShape();
    }
    if (signal?.aborted) return shapeOf('CANCELLED');
    return new AppError('INTERNAL', { procedure }).toShape(this.#shared.incident(error, procedure));
  }

  #refuse(id: number, error: AppErrorShape): void {
    this.#send({ t: 'error', id, error });
  }

  #endStream(id: number, error: AppErrorShape): void {
    if (!this.#streams.has(id)) return;
    this.#dropStream(id);
    this.#refuse(id, error);
  }

  #dropStream(id: number): void {
    const stream = this.#streams.get(id);
    this.#streams.delete(id);
    stream?.pump?.stop();
    stream?.controller.abort(new AppError('CANCELLED'));
  }

  #violation(what: string): void {
    this.#violations += 1;
    if (this.#violations !== this.#shared.limits.violations) return;
    this.#shared.log(`connection closed after ${this.#violations} refusals, the last for ${what}`);
    this.#closeTransport();
  }

  #send(frame: ServerFrame): void {
    if (!this.#closed) this.#transport.send(frame);
  }

  #close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const controller of this.#calls.values()) controller?.abort(new AppError('CANCELLED'));
    this.#calls.clear();
    for (const id of this.#streams.keys()) this.#dropStream(id);
    this.#onClose();
  }
}

/** The input as the schema understands it, or BAD_INPUT with the first wrong field's name and never its value. */
function judge(target: Target, input: unknown): { input: unknown } | { error: AppErrorShape } {
  const bad = (field: string) => ({ error: shapeOf('BAD_INPUT', { procedure: target.name, field: field || 'input' }) });
  const outside = outOfBounds(input);
  if (outside !== undefined) return bad(outside);
  const parsed = target.procedure.input.safeParse(input);
  if (parsed.success) return { input: parsed.data };
  const issue = parsed.error.issues[0];
  const extra = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return bad([...(issue?.path ?? []), ...extra].slice(0, 8).map(fieldName).join('.'));
}
