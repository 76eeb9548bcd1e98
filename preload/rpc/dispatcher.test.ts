import { describe, expect, test } from 'vitest';
import { AppError, contract } from '../contract/index.ts';
import { createClient } from './client.ts';
import { rememberFor } from './command-memory.ts';
import { createDispatcher } from './dispatcher.ts';
import type { Handlers } from './handlers.ts';
import { outOfBounds } from './input-bounds.ts';
import { memoryPair } from './memory-pair.ts';
import { KitBackend, until, type KitContract } from './transport.testkit.ts';

/** The whole contract, with handlers that a wrong input must never reach. */
function realBoundary() {
  const reached: string[] = [];
  const handlers = Object.fromEntries(
    Object.entries(contract).map(([module, procedures]) => [
      module,
      Object.fromEntries(Object.keys(procedures).map((name) => [name, () => reached.push(`${module}.${name}`)])),
    ]),
  ) as unknown as Handlers;
  const dispatcher = createDispatcher({ contract, handlers, incident: () => 'i' });
  return { reached, ask: (name: string, input: unknown) => askRaw(dispatcher, name, input) };
}

/** One frame in, the answer out, past every courtesy of the client and of a wire. */
async function askRaw(dispatcher: ReturnType<typeof createDispatcher>, name: string, input: unknown): Promise<unknown> {
  const sent: { t: string }[] = [];
  let deliver: (frame: unknown) => void = () => undefined;
  dispatcher.attach(
    {
      send: (frame) => sent.push(frame as { t: string }),
      listen: (handlers) => {
        deliver = (frame) => handlers.message(frame);
        return () => undefined;
      },
    },
    { session: 'one' },
  );
  deliver({ t: 'call', id: 1, name, input, request: 'abcdefgh' });
  await until(() => sent.some(({ t }) => t === 'result' || t === 'error'));
  return sent.at(-1);
}

/** A list with holes only: it says to be long and weighs nothing. */
const empty = (length: number): unknown[] => Object.assign([] as unknown[], { length });
const cycle: Record<string, unknown> = {};
cycle['self'] = cycle;
const deep = (levels: number): unknown => (levels === 0 ? 1 : { in: deep(levels - 1) });
const job = { source: { connectionId: 'c', bucket: 'b', base: '', selection: { keys: [], prefixes: [] } }, into: 'g' };

describe('inputs from outside', () => {
  test.each<[string, string, unknown, string]>([
    ['a string of 100 MB', 'buckets.list', { connectionId: 'x'.repeat(100 * 1024 * 1024) }, 'connectionId'],
    ['a string of 100 MB with a pattern to try', 'connections.add', { name: ' '.repeat(100 * 1024 * 1024) }, 'name'],
    ['NaN', 'objects.list', { connectionId: 'c', bucket: 'b', prefix: '', recursive: true, limit: NaN }, 'limit'],
    ['a negative number', 'transfers.files', { jobId: 'j', offset: -1, limit: 1 }, 'offset'],
    ['1e308', 'transfers.files', { jobId: 'j', offset: 1e308, limit: 1 }, 'offset'],
    ['infinity', 'transfers.files', { jobId: 'j', offset: Infinity, limit: 1 }, 'offset'],
    ['a fraction', 'transfers.files', { jobId: 'j', offset: 0.5, limit: 1 }, 'offset'],
    ['a cycle', 'server.restart', cycle, 'self'],
    ['a wrong tag of a union', 'server.createVolume', { kind: 'device', name: 'x' }, 'input'],
    ['a wrong choice', 'transfers.download', { ...job, conflict: 'explode' }, 'conflict'],
    ['an extra field', 'server.restart', { extra: 1 }, 'extra'],
    [
      'an extra field further in',
      'transfers.download',
      { ...job, conflict: 'fail', source: { ...job.source, sudo: 1 } },
      'source.sudo',
    ],
    ['a field of the prototype', 'server.restart', JSON.parse('{"__proto__":{"x":1}}'), '__proto__'],
    ['a date', 'settings.change', new Date(), 'input'],
    ['a map', 'settings.change', new Map(), 'input'],
    ['bytes', 'settings.change', new Uint8Array(8), 'input'],
    ['a function', 'settings.change', () => 1, 'input'],
    ['a bigint', 'settings.change', { parallelFiles: 3n }, 'parallelFiles'],
    ['nothing', 'server.restart', undefined, 'input'],
    ['a list', 'server.restart', [], 'input'],
    ['a list of four thousand million', 'server.restart', empty(4_000_000_000), 'input'],
    ['a million keys', 'files.saveArchive', { keys: empty(1_000_000).fill('k') }, 'keys'],
    ['a depth of 10,000', 'server.restart', deep(5_000), 'in'],
    [
      'a path with ..',
      'transfers.addReceived',
      { jobId: 'j', files: [{ path: '../x', size: 1, modified: 1, type: '' }], folders: [] },
      'files.0.path',
    ],
    [
      'a name of a field that says much',
      'server.restart',
      { [`<img onerror=x>${'y'.repeat(500)}`]: 1 },
      '_img_onerror_x_',
    ],
  ])('%s is refused, with the field and without the value', async (_, name, input, field) => {
    const { ask, reached } = realBoundary();
    const answer = (await ask(name, input)) as { error: { code: string; params: { field: string } } };
    expect(answer.error.code).toBe('BAD_INPUT');
    expect(answer.error.params.field.startsWith(field)).toBe(true);
    expect(JSON.stringify(answer).length).toBeLessThan(1_000);
    expect(reached).toEqual([]);
  });

  test('refusing costs what the limits say and not what the input weighs', () => {
    const huge = { a: 'x'.repeat(100 * 1024 * 1024), b: empty(2 ** 32 - 1) };
    const before = performance.now();
    for (let n = 0; n < 1_000; n += 1) outOfBounds(huge);
    // A thousand of them: each is far below the 5 ms that the main thread may be held.
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  test('the largest honest selection passes', async () => {
    const keys = Array.from({ length: 100_000 }, (_, n) => `folder/of/some/length/file-${n}.bin`);
    const { ask, reached } = realBoundary();
    await ask('transfers.remove', { connectionId: 'c', bucket: 'b', selection: { keys, prefixes: [] } });
    expect(reached).toEqual(['transfers.remove']);
  });
});

describe('commands', () => {
  test('a repeat is answered from memory for ten minutes, for its own session and procedure only', async () => {
    const backend = new KitBackend();
    let now = 0;
    const dispatcher = backend.dispatcher({ now: () => now });
    const send = async (session: string, name: string, request: string) => {
      const { client, server } = memoryPair();
      dispatcher.attach(server, { session });
      const frames: { t: string; value?: unknown; error?: { code: string } }[] = [];
      client.listen({ message: (frame) => frames.push(frame as { t: string }), close: () => undefined });
      client.send({ t: 'call', id: 1, name, input: name === 'count.add' ? { by: 1 } : {}, request });
      await until(() => frames.length === 2);
      return frames[1]?.error?.code ?? frames[1]?.value;
    };
    expect(await send('one', 'count.add', 'request-1')).toEqual({ total: 1 });
    expect(await send('one', 'count.add', 'request-1')).toEqual({ total: 1 });
    expect(await send('two', 'count.add', 'request-1')).toEqual({ total: 2 });
    expect(await send('one', 'count.slow', 'request-1')).toBe('BAD_INPUT');
    now += rememberFor - 1;
    expect(await send('one', 'count.add', 'request-1')).toEqual({ total: 1 });
    now += 2;
    expect(await send('one', 'count.add', 'request-1')).toEqual({ total: 3 });
  });

  test('finish when the connection closes, and are awaited at the end', async () => {
    const backend = new KitBackend();
    const dispatcher = backend.dispatcher();
    const pair = memoryPair();
    dispatcher.attach(pair.server, { session: 'one' });
    const rpc = createClient<KitContract>(pair.client);
    const call = rpc.client.count.slow({});
    await until(() => backend.running === 1);
    pair.cut();
    await expect(call).rejects.toMatchObject({ code: 'DISCONNECTED' });
    const closing = dispatcher.close();
    backend.release();
    await closing;
    expect(backend.total).toBe(1);
  });
});

describe('a dispatcher that closes', () => {
  test('refuses new calls and ends streams', async () => {
    const backend = new KitBackend();
    const dispatcher = backend.dispatcher();
    const pair = memoryPair();
    dispatcher.attach(pair.server, { session: 'one' });
    const rpc = createClient<KitContract>(pair.client);
    const errors: AppError[] = [];
    rpc.client.count.watch.subscribe(
      {},
      {
        snapshot: () => undefined,
        delta: () => undefined,
        error: (error) => errors.push(error),
      },
    );
    await until(() => backend.listeners.size === 1);
    await dispatcher.close();
    await expect(rpc.client.math.double({ n: 1 })).rejects.toMatchObject({ code: 'SHUTTING_DOWN' });
    expect(backend.listeners.size).toBe(0);
    // No news for whoever follows it: a client with a way back asks the next backend, this one ends with its channel.
    expect(errors).toEqual([]);
    pair.cut();
    await until(() => errors.length > 0);
    expect(errors).toMatchObject([{ code: 'DISCONNECTED' }]);
  });
});

describe('answers', () => {
  test('are judged too where that is asked for', async () => {
    const backend = new KitBackend();
    const pair = memoryPair();
    backend.dispatcher({ checkOutput: true }).attach(pair.server, { session: 'one' });
    const rpc = createClient<KitContract>(pair.client);
    const leaky = rpc.client.math.fail({ how: 'leak' });
    await expect(leaky).rejects.toMatchObject({ code: 'INTERNAL' });
    rpc.close();
  });
});
