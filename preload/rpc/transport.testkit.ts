import { z } from 'zod';
import { AppError, command, nothing, query, stream, type ContractShape } from '../contract/index.ts';
import { createDispatcher, type DispatcherOptions } from './dispatcher.ts';
import type { HandlersOf } from './handlers.ts';

/** A small contract with every kind of procedure, for the behaviour of the boundary itself. */
export const kitContract = {
  math: {
    double: query(
      'Twice a number.',
      z.strictObject({ n: z.number().int().max(1000) }),
      z.strictObject({ n: z.number() }),
    ),
    wait: query('Never answers by itself.', nothing, nothing),
    fail: query('Fails.', z.strictObject({ how: z.enum(['app', 'bug', 'unsendable', 'leak']) }), nothing),
  },
  count: {
    add: command(
      'Adds to the count.',
      z.strictObject({ by: z.number(), name: z.string().max(64).optional() }),
      z.strictObject({ total: z.number() }),
    ),
    slow: command('Adds one when it is released.', nothing, z.strictObject({ total: z.number() })),
    watch: stream('The count.', nothing, z.strictObject({ total: z.number() }), z.strictObject({ total: z.number() })),
  },
} satisfies ContractShape;
export type KitContract = typeof kitContract;

/** The kit's backend with what a test looks at. */
export class KitBackend {
  total = 0;
  aborted = 0;
  running = 0;
  readonly sessions: string[] = [];
  readonly incidents: unknown[] = [];
  readonly logged: string[] = [];
  readonly listeners = new Set<(delta: { total: number }) => void>();
  release: () => void = () => undefined;

  readonly handlers: HandlersOf<KitContract> = {
    math: {
      double: ({ n }, { session }) => {
        this.sessions.push(session);
        return { n: n * 2 };
      },
      wait: (_, { signal }) => {
        this.running += 1;
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            this.aborted += 1;
            this.running -= 1;
            reject(signal.reason as Error);
          });
        });
      },
      fail: ({ how }) => {
        if (how === 'app') throw new AppError('BUCKET_NOT_FOUND', { bucket: 'b' });
        if (how === 'bug') throw new TypeError('the secret is hunter2');
        if (how === 'leak') return { secret: 'hunter2' } as unknown as Record<string, never>;
        return { toJSON: () => BigInt(1), f: () => 1 } as unknown as Record<string, never>;
      },
    },
    count: {
      add: ({ by }) => this.add(by),
      slow: async () => {
        this.running += 1;
        await new Promise<void>((resolve) => {
          this.release = resolve;
        });
        this.running -= 1;
        return this.add(1);
      },
      watch: () => ({
        snapshot: () => ({ total: this.total }),
        subscribe: (listener) => {
          this.listeners.add(listener);
          return () => this.listeners.delete(listener);
        },
      }),
    },
  };

  add(by: number): { total: number } {
    this.total += by;
    for (const listener of this.listeners) listener({ total: this.total });
    return { total: this.total };
  }

  dispatcher(options: Partial<DispatcherOptions<KitContract>> = {}) {
    return createDispatcher({
      contract: kitContract,
      handlers: this.handlers,
      incident: (error) => {
        this.incidents.push(error);
        return `incident-${this.incidents.length}`;
      },
      log: (line) => this.logged.push(line),
      checkOutput: false,
      ...options,
    });
  }
}

/** Waits until a condition holds; the test's own time limit is the limit. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
