import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { AppError } from '../contract/error-table.ts';
import { createClient } from './client.ts';
import { memoryPair } from './memory-pair.ts';
import { KitBackend, until, type KitContract } from './transport.testkit.ts';

function joined() {
  const backend = new KitBackend();
  const pair = memoryPair();
  backend.dispatcher().attach(pair.server, { session: 'one' });
  return { backend, pair, rpc: createClient<KitContract>(pair.client) };
}

describe('the client', () => {
  test('is no promise and can be looked at', async () => {
    const { rpc } = joined();
    expect(await Promise.resolve(rpc.client)).toBe(rpc.client);
    expect(await Promise.resolve(rpc.client.math)).toBe(rpc.client.math);
    expect(inspect(rpc.client)).toBeTypeOf('string');
    expect(rpc.client.math.double).toBe(rpc.client.math.double);
    rpc.close();
  });

  test('a signal that was aborted before rejects without a call', async () => {
    const { rpc, backend } = joined();
    const signal = AbortSignal.abort();
    await expect(rpc.client.math.double({ n: 1 }, { signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(backend.sessions).toEqual([]);
    rpc.close();
  });

  test('a call over a channel that never comes is DISCONNECTED when patience ends', async () => {
    const rpc = createClient<KitContract>(() => Promise.reject(new Error('down')), { patience: 20, firstPause: 5 });
    const calls = [rpc.client.math.double({ n: 1 }), rpc.client.count.add({ by: 1 })];
    for (const call of calls) await expect(call).rejects.toMatchObject({ code: 'DISCONNECTED' });
    expect(rpc.connection.state()).toBe('connecting');
    rpc.close();
  });

  test('a pause between two tries can be cut short', async () => {
    const tries: number[] = [];
    const rpc = createClient<KitContract>(
      () => {
        tries.push(performance.now());
        return Promise.reject(new Error('down'));
      },
      { firstPause: 60_000, longestPause: 60_000 },
    );
    await until(() => tries.length === 1);
    for (let n = 2; n <= 4; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      rpc.tryNow();
      await until(() => tries.length === n);
    }
    expect(rpc.connection.state()).toBe('connecting');
    rpc.close();
  });

  test('a refusal to sign in is a problem to show; once it is mended, calls go on', async () => {
    const backend = new KitBackend();
    const dispatcher = backend.dispatcher();
    let allowed = false;
    const rpc = createClient<KitContract>(
      () => {
        if (!allowed) return Promise.reject(new AppError('NOT_ALLOWED'));
        const pair = memoryPair();
        dispatcher.attach(pair.server, { session: 'one' });
        return Promise.resolve(pair.client);
      },
      { firstPause: 2, longestPause: 5 },
    );
    await until(() => rpc.connection.problem()?.code === 'NOT_ALLOWED');
    allowed = true;
    await expect(rpc.client.math.double({ n: 2 })).resolves.toEqual({ n: 4 });
    expect(rpc.connection.problem()).toBeUndefined();
    rpc.close();
  });

  test('streams of a backend that shuts down go on with the one that comes after it', async () => {
    let [backend, pair] = [new KitBackend(), memoryPair()];
    let dispatcher = backend.dispatcher();
    const rpc = createClient<KitContract>(
      () => {
        pair = memoryPair();
        dispatcher.attach(pair.server, { session: 'one' });
        return Promise.resolve(pair.client);
      },
      { firstPause: 2, longestPause: 5 },
    );
    const totals: number[] = [];
    const errors: AppError[] = [];
    rpc.client.count.watch.subscribe(
      {},
      {
        snapshot: ({ total }) => totals.push(total),
        delta: ({ total }) => totals.push(total),
        error: (error) => errors.push(error),
      },
    );
    await until(() => totals.length === 1);
    const closing = dispatcher.close();
    backend = new KitBackend();
    backend.total = 7;
    dispatcher = backend.dispatcher();
    await closing;
    pair.cut();
    await until(() => totals.length === 2);
    backend.add(1);
    await until(() => totals.length === 3);
    expect(totals).toEqual([0, 7, 8]);
    expect(errors).toEqual([]);
    rpc.close();
  });

  test('a backend of another version is a problem to show', async () => {
    const pair = memoryPair();
    const rpc = createClient<KitContract>(pair.client);
    pair.server.send({ t: 'hello', version: 99, epoch: 'abcdefgh' });
    await until(() => rpc.connection.state() === 'lost');
    expect(rpc.connection.problem()).toMatchObject({ code: 'UNKNOWN_PROCEDURE' });
    await expect(rpc.client.math.double({ n: 2 })).rejects.toMatchObject({ code: 'DISCONNECTED' });
  });

  test('frames of the other side that are none are passed over', async () => {
    const { rpc, pair } = joined();
    for (const frame of [
      null,
      1,
      'x',
      [],
      {},
      { t: 'result' },
      { t: 'result', id: 99, value: 1 },
      { t: 'delta', id: 1 },
    ]) {
      pair.server.send(frame);
    }
    pair.server.send({ t: 'error', id: 77, error: { code: 'toString', params: {}, retry: 'no' } });
    await expect(rpc.client.math.double({ n: 3 })).resolves.toEqual({ n: 6 });
    rpc.close();
  });

  test('a stream that was ended delivers nothing more, and a closed client calls nobody', async () => {
    const { rpc, backend } = joined();
    const seen: unknown[] = [];
    const observer = { snapshot: (v: unknown) => seen.push(v), delta: (v: unknown) => seen.push(v) };
    const end = rpc.client.count.watch.subscribe({}, observer);
    await until(() => seen.length === 1);
    end();
    backend.add(1);
    await rpc.client.math.double({ n: 1 });
    expect(seen).toHaveLength(1);
    rpc.close();
    await expect(rpc.client.math.double({ n: 1 })).rejects.toMatchObject({ code: 'DISCONNECTED' });
  });
});
