import { describe, expect, it } from 'vitest';
import { passphraseProblem } from './passphrase.ts';

describe('passphrase', () => {
  it.each([
    ['short', undefined, 'too-short'],
    ['long enough', undefined, undefined],
    ['long enough', 'long enougH', 'differ'],
    ['long enough', 'long enough', undefined],
    ['x'.repeat(1025), undefined, 'too-long'],
  ])('%s / %s', (passphrase, again, problem) => {
    expect(passphraseProblem(passphrase, again)).toBe(problem);
  });
});
