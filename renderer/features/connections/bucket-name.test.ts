import { describe, expect, it } from 'vitest';
import { bucketNameProblem, suggestBucketName } from './bucket-name.ts';

describe('bucket name', () => {
  it.each([
    ['', 'empty'],
    ['ab', 'length'],
    ['a'.repeat(64), 'length'],
    ['Photos', 'letters'],
    ['a_b', 'letters'],
    ['-ab', 'ends'],
    ['a..b', 'dots'],
    ['192.168.0.1', 'address'],
    ['xn--abc', 'reserved'],
    ['photos-2026', undefined],
    ['a.b.c', undefined],
  ])('"%s" is %s', (name, problem) => {
    expect(bucketNameProblem(name)).toBe(problem);
  });

  it.each(['Urlaub 2026', 'Ünïcödé!', '日本', 'a', '--x--', 'A'.repeat(90)])('makes a legal name of "%s"', (folder) => {
    expect(bucketNameProblem(suggestBucketName(folder))).toBeUndefined();
  });
});
