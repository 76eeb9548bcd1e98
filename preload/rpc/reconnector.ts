import { AppError } from '../contract/error-table.ts';
import type { ConnectionState, ConnectionStatus } from './client-types.ts';
import type { Connect, Transport } from './transport.ts';

export interface ReconnectorOptions {
  /** Milliseconds before the first try after a loss; doubles up to `longestPause`, each jittered by half. */
  readonly firstPause?: number;
  readonly longestPause?: number;
  readonly random?: () => number;
}

interface Events {
  /** A channel is there; its first frame has not come yet. */
  opened(transport: Transport): void;
  message(frame: unknown): void;
  /** The channel is gone. `forGood`: no other will come. */
  lost(forGood: boolean): void;
}

/** Keeps one channel open: opens it again with jittered pauses until it is stopped. */
export class Reconnector {
  readonly status: ConnectionStatus;
  readonly #source: Transport | Connect;
  readonly #events: Events;
  readonly #options: Required<ReconnectorOptions>;
  readonly #listeners = new Set<() => void>();
  readonly #stopped = new AbortController();
  #state: ConnectionState = 'connecting';
  #problem: AppError | undefined;
  #transport: Transport | undefined;
  #closeTransport: (() => void) | undefined;
  #failures = 0;
  #wake: (() => void) | undefined;

  constructor(source: Transport | Connect, events: Events, options: ReconnectorOptions) {
    this.#source = source;
    this.#events = events;
    this.#options = { firstPause: 200, longestPause: 1_000, random: Math.random, ...options };
    this.status = {
      state: () => this.#state,
      problem: () => this.#problem,
      subscribe: (listener) => {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
      },
    };
  }

  start(): void {
    if (typeof this.#source === 'function') void this.#open(this.#source);
    else this.#use(this.#source);
  }

  send(frame: unknown): void {
    this.#transport?.send(frame);
  }

  /** The other side greeted: calls may be sent. */
  established(): void {
    this.#failures = 0;
    this.#problem = undefined;
    this.#change('open');
  }

  /** The other side is there, and trying again will not help: the status says why. Goes on trying, slowly. */
  refuse(problem: AppError): void {
    this.#problem = problem;
    this.#failures = Number.MAX_SAFE_INTEGER;
    this.#closeTransport?.();
  }

  /** Cuts a pause short: the machine woke up, the network is back, the page is seen again. */
  tryNow(): void {
    this.#wake?.();
  }

  stop(): void {
    this.#stopped.abort();
    this.#wake?.();
    this.#closeTransport?.();
    this.#change('lost');
  }

  async #open(connect: Connect): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      try {
        this.#use(await connect({ signal: this.#stopped.signal }));
        return;
      } catch (error) {
        const refused = error instanceof AppError && error.code === 'NOT_ALLOWED';
        this.#problem = refused ? error : undefined;
        if (!refused) this.#failures += 1;
        this.#change(this.#state === 'open' || refused ? 'lost' : this.#state, true);
        await this.#pause(refused);
      }
    }
  }

  #use(transport: Transport): void {
    let current = true;
    this.#transport = transport;
    this.#events.opened(transport);
    this.#closeTransport = transport.listen({
      message: (frame) => {
        if (current) this.#events.message(frame);
      },
      close: () => {
        if (!current) return;
        current = false;
        this.#transport = undefined;
        this.#closeTransport = undefined;
        const source = this.#source;
        const again = typeof source === 'function' && !this.#stopped.signal.aborted;
        this.#change('lost');
        this.#events.lost(!again);
        if (again) void this.#pause(this.#failures > 1_000).then(() => this.#open(source));
      },
    });
  }

  #pause(long: boolean): Promise<void> {
    if (this.#stopped.signal.aborted) return Promise.resolve();
    const { firstPause, longestPause, random } = this.#options;
    const full = long ? longestPause : Math.min(longestPause, firstPause * 2 ** Math.min(this.#failures, 10));
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, full * (0.5 + random() / 2));
    this.#wake = resolve;
    return promise.finally(() => {
      clearTimeout(timer);
      this.#wake = undefined;
    });
  }

  #change(state: ConnectionState, always = false): void {
    if (this.#state === state && !always) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
