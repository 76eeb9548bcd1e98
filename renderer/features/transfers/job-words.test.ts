import { describe, expect, it } from 'vitest';
import { jobActions, jobFraction, jobStateWord } from './job-words.ts';
import { testJob } from './job.testkit.ts';

describe('words and actions of a job', () => {
  it('says what a waiting job waits for', () => {
    expect(jobStateWord(testJob('a', { state: 'waiting', waitingFor: 'throttled' }))).toBe(
      'The store asks to slow down',
    );
    expect(jobStateWord(testJob('a', { kind: 'delete' }))).toBe('Deleting');
  });

  it('offers what the state allows, and a folder only where the host can show one', () => {
    const done = testJob('a', { state: 'done', canShow: true });
    expect(jobActions(done, { showInFolder: true })).toEqual(['show', 'forget']);
    expect(jobActions(done, { showInFolder: false })).toEqual(['forget']);
    expect(jobActions(testJob('a', { state: 'failed' }), { showInFolder: true })).toEqual(['retry', 'forget']);
  });

  it('knows no fraction before there is anything to count', () => {
    expect(jobFraction(testJob('a', { bytesTotal: 0, filesTotal: 0, planning: true }))).toBeUndefined();
    expect(jobFraction(testJob('a', { bytesTotal: 0, filesTotal: 4, filesDone: 2, filesSkipped: 1 }))).toBe(0.75);
    expect(jobFraction(testJob('a', { bytesTotal: 0, filesTotal: 0, state: 'done' }))).toBe(1);
  });
});
