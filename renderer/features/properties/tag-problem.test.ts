import { expect, test } from 'vitest';
import { tagProblems } from './tag-problem.ts';
import { texts } from './texts.ts';

test.each([
  ['words in any script', { name: 'équipe', value: 'día + noche' }, undefined],
  ['no name', { name: '', value: 'x' }, texts.tagProblem.empty],
  ['an ampersand', { name: 'a', value: 'b & c' }, texts.tagProblem.characters],
  ['a long name', { name: 'n'.repeat(129), value: '' }, texts.tagProblem.long],
])('a tag with %s', (_what, tag, problem) => {
  expect(tagProblems([tag])).toEqual([problem]);
});

test('a name that is there twice is told at the second', () => {
  const tag = { name: 'crew', value: '' };
  expect(tagProblems([tag, tag])).toEqual([undefined, texts.tagProblem.repeated]);
});
