import { describe, expect, it } from 'vitest';
import type { Job } from '../../../preload/contract/index.ts';
import { Announcer } from './announcer.ts';
import { testJob } from './job.testkit.ts';

const mapOf = (...jobs: Job[]) => new Map(jobs.map((job) => [job.id, job]));

describe('announcer', () => {
  it('says nothing of what was there when the window opened', () => {
    expect(new Announcer().observe(mapOf(testJob('a', { state: 'failed' })), undefined, 0)).toEqual([]);
  });

  it('says a failure at once, assertively and once', () => {
    const announcer = new Announcer();
    announcer.observe(mapOf(testJob('a')), 0, 0);
    const failed = mapOf(testJob('a', { state: 'failed', filesFailed: 2 }));
    expect(announcer.observe(failed, undefined, 10)).toEqual([
      { level: 'assertive', text: 'Failed: job a. 2 files did not make it.' },
    ]);
    expect(announcer.observe(failed, undefined, 9000)).toEqual([]);
  });

  it('says at most one polite message in five seconds, and then the latest', () => {
    const announcer = new Announcer();
    announcer.observe(mapOf(), undefined, 0);
    expect(announcer.observe(mapOf(testJob('a')), 0, 100)).toEqual([{ level: 'polite', text: 'Started: job a' }]);
    let said = 0;
    for (let now = 200; now < 5000; now += 100)
      said += announcer.observe(mapOf(testJob('a', { bytesDone: now })), now / 5000, now).length;
    expect(said).toBe(0);
    expect(announcer.pendingIn(4900)).toBe(200);
    expect(announcer.takePending(5100)?.level).toBe('polite');
    expect(announcer.takePending(20_000)).toBeUndefined();
  });

  it('gathers several that are done', () => {
    const announcer = new Announcer();
    announcer.observe(mapOf(testJob('a'), testJob('b'), testJob('c')), 0, 0);
    expect(announcer.observe(mapOf(testJob('a', { state: 'done' }), testJob('b'), testJob('c')), 0, 1)).toEqual([
      { level: 'polite', text: 'Done: job a' },
    ]);
    announcer.observe(mapOf(testJob('a', { state: 'done' }), testJob('b', { state: 'done' }), testJob('c')), 0, 2);
    const all = mapOf(
      testJob('a', { state: 'done' }),
      testJob('b', { state: 'done' }),
      testJob('c', { state: 'done' }),
    );
    expect(announcer.observe(all, undefined, 3)).toEqual([]);
    expect(announcer.takePending(6000)?.text).toBe('2 transfers done');
  });
});
