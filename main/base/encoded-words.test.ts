import { describe, expect, it } from 'vitest';
import { decodeWords, encodeWords } from './encoded-words.ts';

describe('words of RFC 2047', () => {
  it.each(['é', 'ÄMÄZÕÑ S3', '😀'.repeat(40), 'a'.repeat(200) + 'é', '日本語のファイル'])(
    '%s > there and back',
    (text) => {
      const header = encodeWords(text);
      expect(header).toMatch(/^[\x20-\x7e]+$/);
      for (const word of header.split(' ')) expect(word.length).toBeLessThanOrEqual(75);
      expect(decodeWords(header)).toBe(text);
    },
  );

  it('ASCII is left alone, and is no word', () => {
    expect([encodeWords('plain =?text'), decodeWords('plain'), decodeWords('')]).toEqual([
      'plain =?text',
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['=?UTF-8?B?w4Q=?=', 'Ä'],
    ['=?utf-8?q?Andr=C3=A9_x?=', 'André x'],
    ['=?ISO-8859-1?Q?Andr=E9?=', 'André'],
    ['=?UTF-8?B?w4Q=?=  =?UTF-8?B?w5E=?=', 'ÄÑ'],
    ['=?UTF-8?B?QU1BWk9OUzM=?=', 'AMAZONS3'],
  ])('%s > %s', (header, text) => expect(decodeWords(header)).toBe(text));

  it.each([
    '=?UTF-8?B?w4Q=?= and more',
    'x =?UTF-8?B?w4Q=?=',
    '=?UTF-8?B?w4==?=',
    '=?nowhere?B?w4Q=?=',
    '=?UTF-8?X?w4Q=?=',
    '=?UTF-8?B?w4Q=',
  ])('%s > not read', (header) => expect(decodeWords(header)).toBeUndefined());
});
