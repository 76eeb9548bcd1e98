import { describe, expect, it } from 'vitest';
import { folderName, isReserved } from './folder-names.ts';

describe('folderName', () => {
  it('splits a key and tells a directory', () => {
    expect(folderName('a/b.txt', 'linux')).toEqual({ segments: ['a', 'b.txt'], directory: false });
    expect(folderName('a/b/', 'linux')).toEqual({ segments: ['a', 'b'], directory: true });
  });

  it.each([
    'a\\..\\b',
    'C:\\x',
    '\\\\srv\\s',
    'a.',
    'a ',
    'x:ads',
    'CON',
    'nul.txt',
    'COM1',
    'lpt9.log',
    'a*',
    'a/b?',
    'x\u0001y',
  ])('on Windows refuses %j, and holds it elsewhere', (key) => {
    expect(() => folderName(key, 'win32')).toThrow(expect.objectContaining({ code: 'InvalidObjectName' }));
    expect(folderName(key, 'linux').segments.join('/')).toBe(key);
  });

  it.each(['console', 'com', 'nulls.txt', 'aux-1', 'a.b', 'é😀'])('on Windows holds %j', (key) => {
    expect(folderName(key, 'win32').segments).toEqual([key]);
  });

  it('knows its own name in any case', () => {
    expect([isReserved('.quayside'), isReserved('.QUAYSIDE'), isReserved('.quayside2')]).toEqual([true, true, false]);
  });
});
