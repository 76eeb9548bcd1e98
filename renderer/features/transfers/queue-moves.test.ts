import { describe, expect, it } from 'vitest';
import type { Job, JobId } from '../../../preload/contract/index.ts';
import { testJob } from './job.testkit.ts';
import { dropOf, placeAfter, queueOf, stepOf } from './queue-moves.ts';

const queue = ['a', 'b', 'c', 'd'] as JobId[];
const id = (name: string) => name as JobId;

describe('moves in the queue', () => {
  it('concern only what is still to do', () => {
    const jobs = new Map<JobId, Job>([
      [id('a'), testJob('a')],
      [id('b'), testJob('b', { state: 'done' })],
      [id('c'), testJob('c', { state: 'paused' })],
    ]);
    expect(queueOf(jobs, ['a', 'b', 'c', 'gone'] as JobId[])).toEqual(['a', 'c']);
  });

  it.each([
    ['b', 'up', { before: 'a' }, 1],
    ['b', 'down', { before: 'd' }, 3],
    ['c', 'down', 'bottom', 4],
    ['c', 'top', 'top', 1],
    ['a', 'bottom', 'bottom', 4],
  ] as const)('%s %s', (name, step, to, place) => {
    expect(stepOf(queue, id(name), step)).toEqual(to);
    expect(placeAfter(queue, id(name), to as Parameters<typeof placeAfter>[2])).toBe(place);
  });

  it('at the ends, or of what is not in the queue, are none', () => {
    expect(stepOf(queue, id('a'), 'up')).toBeUndefined();
    expect(stepOf(queue, id('d'), 'down')).toBeUndefined();
    expect(stepOf(queue, id('x'), 'up')).toBeUndefined();
  });

  it.each([
    ['a', 'c', false, { before: 'c' }],
    ['a', 'c', true, { before: 'd' }],
    ['a', 'd', true, 'bottom'],
    ['d', 'a', false, { before: 'a' }],
    ['a', 'b', false, undefined],
    ['b', 'a', true, undefined],
    ['a', 'a', true, undefined],
    ['a', 'x', true, undefined],
  ] as const)('a drop of %s at %s, below: %s', (dragged, target, below, to) => {
    expect(dropOf(queue, id(dragged), id(target), below)).toEqual(to);
  });
});
