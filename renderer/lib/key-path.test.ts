import { describe, expect, it } from 'vitest';
import { baseName, crumbs, folderOf, nameProblem, parentPrefix, parsePath } from './key-path.ts';
import { matchesShortcut, printShortcut } from './shortcut.ts';

describe('keys and prefixes', () => {
  it('go up, apart and together', () => {
    expect([parentPrefix(''), parentPrefix('a/'), parentPrefix('a/b/')]).toEqual([undefined, '', 'a/']);
    expect(crumbs('a//b/')).toEqual([
      { name: 'a', prefix: 'a/' },
      { name: '', prefix: 'a//' },
      { name: 'b', prefix: 'a//b/' },
    ]);
    expect([baseName('a/b.txt'), baseName('a/b/'), baseName('b')]).toEqual(['b.txt', 'b', 'b']);
    expect([folderOf('a/b.txt'), folderOf('a/b/'), folderOf('b')]).toEqual(['a/', 'a/', '']);
  });

  it('says why a name cannot be', () => {
    for (const name of ['', 'a/b', '.', '..', 'a\u0000', 'x'.repeat(1024)])
      expect(nameProblem(name, '')).toBeTypeOf('string');
    for (const name of ['a', 'é 😀+%#', 'x'.repeat(1000)]) expect(nameProblem(name, '')).toBeUndefined();
  });

  it('reads what people paste', () => {
    expect(parsePath('s3://box/a/b')).toEqual({ bucket: 'box', prefix: 'a/b/' });
    expect(parsePath('s3://box')).toEqual({ bucket: 'box', prefix: '' });
    expect(parsePath(' /a/b/ ')).toEqual({ prefix: 'a/b/' });
    expect(parsePath('')).toEqual({ prefix: '' });
  });
});

describe('shortcuts', () => {
  const press = (key: string, held: string = ''): Parameters<typeof matchesShortcut>[1] => ({
    key,
    ctrlKey: held.includes('c'),
    metaKey: held.includes('m'),
    shiftKey: held.includes('s'),
    altKey: held.includes('a'),
  });
  it('match by platform', () => {
    expect(matchesShortcut('Mod+Shift+N', press('N', 'cs'), false)).toBe(true);
    expect(matchesShortcut('Mod+Shift+N', press('N', 'ms'), true)).toBe(true);
    expect(matchesShortcut('Mod+Shift+N', press('N', 'ms'), false)).toBe(false);
    expect(matchesShortcut('F2', press('F2', 'c'), false)).toBe(false);
    expect(matchesShortcut('?', press('?', 's'), false)).toBe(true);
    expect(matchesShortcut('Space', press(' '), false)).toBe(true);
  });
  it('print by platform', () => {
    expect(printShortcut('Mod+Shift+N', true)).toBe('⌘⇧N');
    expect(printShortcut('Alt+ArrowUp', false)).toBe('Alt+↑');
  });
});
