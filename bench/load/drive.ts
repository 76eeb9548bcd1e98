import { refusal } from './exchange.ts';
import type { Target } from './target.ts';
import { openConnection, type WireAnswer, type WireConnection } from './wire-connection.ts';

export interface Drive {
  readonly clients: number;
  /** The next request, or undefined where there is none; asked as soon as a client has its answer. */
  readonly next: () => Buffer | undefined;
  readonly check?: (answer: WireAnswer) => void;
}

/** Requests from some connections, each with one on its way. Resolves with requests a second; throws for any refusal. */
export async function drive({ port }: Target, { clients, next, check }: Drive): Promise<number> {
  const connections = await Promise.all(Array.from({ length: clients }, () => openConnection(port)));
  let done = 0;
  const started = performance.now();
  const run = (connection: WireConnection): Promise<void> =>
    new Promise((resolve, reject) => {
      const step = (): void => {
        const request = next();
        if (!request) return resolve();
        connection.send(request, (outcome) => {
          if (outcome instanceof Error) return reject(outcome);
          if (outcome.status !== 200) return reject(refusal(outcome, request));
          check?.(outcome);
          done += 1;
          step();
        });
      };
      step();
    });
  try {
    await Promise.all(connections.map(run));
    return done / ((performance.now() - started) / 1000);
  } finally {
    for (const connection of connections) connection.close();
  }
}
