import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '../contract/error-table.ts';
import { createClient, type RpcClient } from './client.ts';
import { streamWindow } from './frames.ts';
import type { Dispatcher } from './dispatcher.ts';
import { KitBackend, until, type KitContract } from './transport.testkit.ts';
import type { Connect, Transport } from './transport.ts';

export interface TransportFixture {
  /** What the client is made of. */
  readonly source: Transport | Connect;
  /** A bare client end, for frames that no client would send. */
  raw(): Promise<Transport>;
  /** Cuts every channel that is open. Absent where a channel ends only with its page. */
  readonly cut?: () => void;
  stop(): Promise<void> | void;
}
/** Carries frames to `dispatcher().attach(…, { session: 'one' })`; asked again at each new channel. */
export type MakeTransport = (dispatcher: () => Dispatcher) => Promise<TransportFixture>;

const rejection = async (promise: Promise<unknown>): Promise<AppError> => {
  const error: unknown = await promise.then(
    () => new Error('it did not reject'),
    (reason: unknown) => reason,
  );
  if (error instanceof AppError) return error;
  throw error as Error;
};

/** What every transport must do, with the real client and the real dispatcher at its ends. */
export function transportSuite(name: string, options: { readonly reconnects: boolean }, make: MakeTransport): void {
  describe(`transport: ${name}`, () => {
    let backend: KitBackend;
    let dispatcher: Dispatcher;
    let fixture: TransportFixture;
    let rpc: RpcClient<KitContract>;

    beforeEach(async () => {
      backend = new KitBackend();
      dispatcher = backend.dispatcher();
      fixture = await make(() => dispatcher);
      rpc = createClient<KitContract>(fixture.source, { firstPause: 5, longestPause: 20, patience: 5_000 });
    });
    afterEach(async () => {
      rpc.close();
      await fixture.stop();
    });

    test('a query is answered, with the session of its connection', async () => {
      await expect(rpc.client.math.double({ n: 21 })).resolves.toEqual({ n: 42 });
      expect(backend.sessions).toEqual(['one']);
      expect(rpc.connection.state()).toBe('open');
    });

    test('a hundred calls at once are all answered, each with its own answer', async () => {
      const answers = await Promise.all(
        Array.from({ length: 100 }, async (_, n) => (await rpc.client.math.double({ n })).n),
      );
      expect(answers).toEqual(Array.from({ length: 100 }, (_, n) => n * 2));
    });

    test('an error of the table crosses as it is, with the stack of the line that called', async () => {
      const error = await rejection(rpc.client.math.fail({ how: 'app' }));
      expect(error).toMatchObject({ code: 'BUCKET_NOT_FOUND', params: { bucket: 'b' } });
      expect(error.stack).toContain('transport.suite.ts');
      expect(error.cause).toMatchObject({ message: 'math.fail answered BUCKET_NOT_FOUND' });
    });

    test('any other error is INTERNAL with an incident, and its text stays behind', async () => {
      const error = await rejection(rpc.client.math.fail({ how: 'bug' }));
      expect(error).toMatchObject({ code: 'INTERNAL', incident: 'incident-1' });
      expect(JSON.stringify(error.toShape()) + error.stack).not.toContain('hunter2');
      expect(backend.incidents).toHaveLength(1);
    });

    test('an answer that cannot be sent is INTERNAL, and the channel goes on', async () => {
      expect(await rejection(rpc.client.math.fail({ how: 'unsendable' }))).toMatchObject({ code: 'INTERNAL' });
      await expect(rpc.client.math.double({ n: 1 })).resolves.toEqual({ n: 2 });
    });

    test('a wrong input is BAD_INPUT with the name of the field and never its value', async () => {
      const wrong = { n: 'topsecret' } as unknown as { n: number };
      const error = await rejection(rpc.client.math.double(wrong));
      expect(error).toMatchObject({ code: 'BAD_INPUT', params: { procedure: 'math.double', field: 'n' } });
      expect(JSON.stringify(error.toShape())).not.toContain('topsecret');
    });

    test('aborting a query rejects at once and stops it on the other side', async () => {
      const controller = new AbortController();
      const call = rpc.client.math.wait({}, { signal: controller.signal });
      await until(() => backend.running === 1);
      controller.abort();
      expect(await rejection(call)).toMatchObject({ code: 'CANCELLED' });
      await until(() => backend.aborted === 1);
    });

    test('a stream is a snapshot and then deltas, until it is unsubscribed', async () => {
      const seen: number[] = [];
      const end = rpc.client.count.watch.subscribe(
        {},
        {
          snapshot: ({ total }) => seen.push(total),
          delta: ({ total }) => seen.push(total),
        },
      );
      await until(() => seen.length === 1);
      backend.add(1);
      backend.add(1);
      await until(() => seen.length === 3);
      expect(seen).toEqual([0, 1, 2]);
      end();
      await until(() => backend.listeners.size === 0);
    });

    test('a burst beyond the window ends in the last state, without a message for each', async () => {
      const seen: number[] = [];
      rpc.client.count.watch.subscribe(
        {},
        {
          snapshot: ({ total }) => seen.push(total),
          delta: ({ total }) => seen.push(total),
        },
      );
      await until(() => seen.length === 1);
      for (let n = 0; n < 10_000; n += 1) backend.add(1);
      await until(() => seen.at(-1) === 10_000);
      expect(seen.length).toBeLessThan(streamWindow * 2 + 4);
    });

    test.each(['math.toString', '__proto__.x', 'math.__proto__', 'constructor.constructor', 'math', '', 'a.b.c'])(
      'a procedure that does not exist: %j',
      async (procedure) => {
        const raw = await fixture.raw();
        const frames: unknown[] = [];
        raw.listen({ message: (frame) => frames.push(frame), close: () => undefined });
        raw.send({ t: 'call', id: 1, name: procedure, input: {}, request: 'abcdefgh' });
        const isError = (frame: unknown) => (frame as { t: string }).t === 'error';
        await until(() => frames.some(isError));
        expect(frames.find(isError)).toMatchObject({ t: 'error', id: 1, error: { code: 'UNKNOWN_PROCEDURE' } });
      },
    );

    test('frames that are none close the connection in the end, and never anything else', async () => {
      const raw = await fixture.raw();
      let closed = false;
      raw.listen({ message: () => undefined, close: () => (closed = true) });
      const nonsense = [null, 7, 'x', [], {}, { t: 'call' }, { t: 'call', id: -1 }, { t: 'nope', id: 1, name: 'a' }];
      for (let n = 0; n < 60; n += 1) raw.send(nonsense[n % nonsense.length]);
      await until(() => backend.logged.length === 1);
      if (fixture.cut) await until(() => closed);
      expect(backend.total).toBe(0);
    });

    test('calls over the limit of a connection are TOO_BUSY', async () => {
      const controller = new AbortController();
      const waiting = Array.from({ length: 128 }, () =>
        rejection(rpc.client.math.wait({}, { signal: controller.signal })),
      );
      await until(() => backend.running === 128);
      expect(await rejection(rpc.client.math.double({ n: 1 }))).toMatchObject({ code: 'TOO_BUSY' });
      controller.abort();
      await Promise.all(waiting);
      await until(() => backend.running === 0);
      await expect(rpc.client.math.double({ n: 1 })).resolves.toEqual({ n: 2 });
    });

    // A channel that lives as long as its page is never lost alone.
    if (!options.reconnects) return;
    describe('after the channel is cut', () => {
      test('a query goes on over the next channel, and its first run is stopped', async () => {
        await rpc.client.math.double({ n: 1 });
        const controller = new AbortController();
        const waiting = rejection(rpc.client.math.wait({}, { signal: controller.signal }));
        await until(() => backend.running === 1);
        fixture.cut?.();
        await until(() => backend.aborted === 1 && backend.running === 1);
        await expect(rpc.client.math.double({ n: 4 })).resolves.toEqual({ n: 8 });
        controller.abort();
        await waiting;
      });

      test('a command that runs is not run again, and its answer arrives', async () => {
        const call = rpc.client.count.slow({});
        await until(() => backend.running === 1);
        fixture.cut?.();
        await until(() => rpc.connection.state() === 'lost');
        await until(() => rpc.connection.state() === 'open');
        expect(backend.running).toBe(1);
        backend.release();
        await expect(call).resolves.toEqual({ total: 1 });
        expect(backend.total).toBe(1);
      });

      test('a command that another process may have begun is DISCONNECTED, not done again', async () => {
        const call = rejection(rpc.client.count.slow({}));
        await until(() => backend.running === 1);
        dispatcher = backend.dispatcher();
        fixture.cut?.();
        expect(await call).toMatchObject({ code: 'DISCONNECTED' });
        expect(backend.running).toBe(1);
        backend.release();
      });

      test('a stream begins again with a snapshot', async () => {
        const snapshots: number[] = [];
        rpc.client.count.watch.subscribe(
          {},
          {
            snapshot: ({ total }) => snapshots.push(total),
            delta: () => undefined,
          },
        );
        await until(() => snapshots.length === 1);
        fixture.cut?.();
        backend.add(5);
        await until(() => snapshots.length === 2);
        expect(snapshots).toEqual([0, 5]);
        expect(backend.listeners.size).toBe(1);
      });

      test('the state is told: open, lost, open', async () => {
        await rpc.client.math.double({ n: 1 });
        const states: string[] = [];
        rpc.connection.subscribe(() => states.push(rpc.connection.state()));
        fixture.cut?.();
        await until(() => states.at(-1) === 'open');
        expect(states[0]).toBe('lost');
      });
    });
  });
}
