import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseClientFrame, parseServerFrame } from './frames.ts';
import { outOfBounds } from './input-bounds.ts';
import { memoryPair } from './memory-pair.ts';
import { KitBackend, until } from './transport.testkit.ts';

/** Anything, and things that are nearly frames. */
const nearly = fc.oneof(
  fc.anything({ withDate: true, withMap: true, withSet: true, withNullPrototype: true, withSparseArray: true }),
  fc.record(
    {
      t: fc.constantFrom(
        'call',
        'watch',
        'cancel',
        'ack',
        'hello',
        'result',
        'snapshot',
        'delta',
        'error',
        '__proto__',
      ),
      id: fc.oneof(fc.nat(5), fc.double(), fc.string()),
      name: fc.oneof(fc.constantFrom('count.add', 'math.double', 'count.watch', 'math.constructor'), fc.string()),
      input: fc.oneof(fc.anything(), fc.record({ by: fc.double(), n: fc.double() }, { requiredKeys: [] })),
      request: fc.oneof(fc.constant('abcdefgh'), fc.string(), fc.anything()),
      epoch: fc.anything(),
      seq: fc.oneof(fc.integer(), fc.anything()),
    },
    { requiredKeys: ['t'] },
  ),
);

describe('frames from outside', () => {
  test('are parsed or refused, never thrown at', () => {
    fc.assert(
      fc.property(nearly, (frame) => {
        const parsed = parseClientFrame(frame);
        parseServerFrame(frame);
        outOfBounds(frame);
        expect(parsed === undefined || Number.isSafeInteger(parsed.id)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test('leave the other connections served, whatever they are', async () => {
    const backend = new KitBackend();
    const dispatcher = backend.dispatcher();
    await fc.assert(
      fc.asyncProperty(fc.array(nearly, { maxLength: 80 }), async (frames) => {
        const hostile = memoryPair();
        dispatcher.attach(hostile.server, { session: 'hostile' });
        for (const frame of frames) {
          try {
            hostile.client.send(frame);
          } catch (error) {
            // What cannot be cloned does not cross any wire.
            if (!(error instanceof DOMException)) throw error;
          }
        }
        const honest = memoryPair();
        dispatcher.attach(honest.server, { session: 'honest' });
        const answers: unknown[] = [];
        honest.client.listen({ message: (frame) => answers.push(frame), close: () => undefined });
        honest.client.send({ t: 'call', id: 1, name: 'math.double', input: { n: 2 }, request: 'abcdefgh' });
        await until(() => answers.length === 2);
        expect(answers[1]).toEqual({ t: 'result', id: 1, value: { n: 4 } });
        hostile.cut();
        honest.cut();
      }),
      { numRuns: 200 },
    );
    expect(backend.incidents).toEqual([]);
  });
});
