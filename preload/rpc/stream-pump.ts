import { streamWindow } from './frames.ts';
import type { Live } from './handlers.ts';

interface Sink {
  snapshot(seq: number, value: unknown): void;
  delta(seq: number, value: unknown): void;
  failed(error: unknown): void;
}

/**
 * Carries one live value to one consumer. At most `streamWindow` messages are unacknowledged; a consumer that is slower
 * gets no queue but, once it has caught up, a new snapshot: memory stays bounded and the last state is never missed.
 */
export class StreamPump {
  readonly #live: Live<unknown, unknown>;
  readonly #sink: Sink;
  #unsubscribe: (() => void) | undefined;
  #seq = 0;
  #acked = 0;
  #stopped = false;
  /** Deltas that came while a snapshot was taken; undefined where none is being taken. */
  #held: unknown[] | undefined;
  /** Deltas were dropped: only a new snapshot is true. */
  #collapsed = false;

  constructor(live: Live<unknown, unknown>, sink: Sink) {
    this.#live = live;
    this.#sink = sink;
  }

  async start(): Promise<void> {
    try {
      // Subscribed before the snapshot is taken, so that no delta falls between the two.
      this.#unsubscribe = this.#live.subscribe((delta) => this.#changed(delta));
      if (this.#stopped) this.#unsubscribe();
      await this.#takeSnapshot();
    } catch (error) {
      this.#fail(error);
    }
  }

  acknowledge(seq: number): void {
    if (seq <= this.#acked || seq > this.#seq) return;
    this.#acked = seq;
    if (this.#collapsed && this.#held === undefined && this.#seq - this.#acked <= streamWindow / 2) {
      this.#takeSnapshot().catch((error: unknown) => this.#fail(error));
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe?.();
    this.#held = undefined;
  }

  #changed(delta: unknown): void {
    if (this.#stopped || this.#collapsed) return;
    if (this.#held !== undefined) {
      if (this.#held.length < streamWindow) this.#held.push(delta);
      else this.#collapsed = true;
      return;
    }
    if (this.#seq - this.#acked >= streamWindow) {
      this.#collapsed = true;
      return;
    }
    this.#send(() => this.#sink.delta(++this.#seq, delta));
  }

  async #takeSnapshot(): Promise<void> {
    this.#held = [];
    this.#collapsed = false;
    const value = await this.#live.snapshot();
    if (this.#stopped) return;
    const held = this.#held;
    this.#held = undefined;
    this.#sink.snapshot(++this.#seq, value);
    // Where too many came meanwhile, the acknowledgement of this snapshot asks for the next one.
    if (!this.#collapsed) for (const delta of held) this.#changed(delta);
  }

  #send(send: () => void): void {
    try {
      send();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#stopped) return;
    this.stop();
    this.#sink.failed(error);
  }
}
