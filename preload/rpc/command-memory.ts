import type { AppErrorShape } from '../contract/error-table.ts';

export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: AppErrorShape };

interface Remembered {
  readonly name: string;
  readonly outcome: Promise<Outcome>;
  /** Milliseconds of the injected clock; undefined while it runs. */
  endedAt: number | undefined;
}

/** How long an answer is kept for a repeat, in milliseconds. */
export const rememberFor = 10 * 60_000;
const most = 5_000;

/** Answers of commands by session and request id, so that a command that is sent again is not done again. */
export class CommandMemory {
  readonly #entries = new Map<string, Remembered>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * The outcome of the first call with this request id: running, kept, or begun now.
   * @returns undefined where the id was used for another procedure
   */
  run(session: string, request: string, name: string, begin: () => Promise<Outcome>): Promise<Outcome> | undefined {
    this.#forgetOld();
    const id = `${request} ${session}`;
    const known = this.#entries.get(id);
    if (known !== undefined) return known.name === name ? known.outcome : undefined;
    const entry: Remembered = {
      name,
      endedAt: undefined,
      outcome: begin().then((outcome) => {
        entry.endedAt = this.#now();
        return outcome;
      }),
    };
    this.#entries.set(id, entry);
    return entry.outcome;
  }

  knows(session: string, request: string): boolean {
    return this.#entries.has(`${request} ${session}`);
  }

  /** Settles once no command runs. */
  async idle(): Promise<void> {
    const running = [...this.#entries.values()].filter((entry) => entry.endedAt === undefined);
    await Promise.all(running.map((entry) => entry.outcome));
  }

  /** Entries are in the order they began: old ones are at the front. Running ones are never forgotten. */
  #forgetOld(): void {
    const before = this.#now() - rememberFor;
    for (const [id, entry] of this.#entries) {
      const old = entry.endedAt !== undefined && entry.endedAt < before;
      if (!old && this.#entries.size < most) return;
      if (entry.endedAt !== undefined) this.#entries.delete(id);
    }
  }
}
