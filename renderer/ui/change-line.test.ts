import { expect, test } from 'vitest';
import { createChangeLine } from './change-line.ts';

interface Limits {
  readonly up: number;
  readonly down: number;
}

test('changes made while one is under way are sent after it, together, and none is lost', async () => {
  const sent: Partial<Limits>[] = [];
  const answers: (() => void)[] = [];
  const send = (part: Partial<Limits>) => {
    sent.push(part);
    return new Promise<void>((answer) => answers.push(answer));
  };
  const line = createChangeLine<Limits>();
  const done = line.add({ up: 1 }, send);
  void line.add({ up: 2 }, send);
  void line.add({ down: 3 }, send);
  expect([sent, line.isSending]).toEqual([[{ up: 1 }], true]);
  answers[0]?.();
  await expect.poll(() => sent).toEqual([{ up: 1 }, { up: 2, down: 3 }]);
  answers[1]?.();
  expect(await done).toBeUndefined();
  expect(line.isSending).toBe(false);
});

test('a failure is told, and the next change is sent again', async () => {
  const refusal = new Error('refused');
  let refuses = true;
  const send = () => (refuses ? Promise.reject(refusal) : Promise.resolve());
  const line = createChangeLine<Limits>();
  expect(await line.add({ up: 1 }, send)).toBe(refusal);
  refuses = false;
  expect(await line.add({ up: 2 }, send)).toBeUndefined();
});
