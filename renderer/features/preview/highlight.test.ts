import { expect, test } from 'vitest';
import { highlight, readSpans } from './highlight.ts';

test('source text comes back whole, in stretches with scopes', async () => {
  const source = `const a = "<b> & 'c'";\n// done &amp; <span class="x">\n`;
  const stretches = await highlight(source, 'ts');
  expect(stretches.map(({ text }) => text).join('')).toBe(source);
  expect(stretches.find(({ text }) => text === 'const')?.scope).toBe('keyword');
  expect(stretches.find(({ text }) => text.startsWith('"<b>'))?.scope).toBe('string');
});

test('an ending of no known language, and a long text, stay plain', async () => {
  expect(await highlight('x', 'nolang')).toEqual([{ text: 'x', scope: undefined }]);
  const long = '{}\n'.repeat(100_000);
  expect(await highlight(long, 'json')).toEqual([{ text: long, scope: undefined }]);
});

test('spans in spans give the inner scope, and the outer one after it', () => {
  expect(readSpans('<span class="hljs-string">a<span class="hljs-subst">b</span>c</span>d')).toEqual([
    { text: 'a', scope: 'string' },
    { text: 'b', scope: 'subst' },
    { text: 'c', scope: 'string' },
    { text: 'd', scope: undefined },
  ]);
});
