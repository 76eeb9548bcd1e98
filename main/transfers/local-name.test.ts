import { assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type NamePlatform,
  fromLocalSegment,
  numberedName,
  separateCase,
  separations,
  slotOf,
  toLocalPath,
  toLocalSegment,
} from './local-name.ts';

const platforms: readonly NamePlatform[] = ['posix', 'mac', 'windows'];

describe('names of a store on a file system', () => {
  it.each([
    ['posix', '50%20off #1+é😀.txt', '50%20off #1+é😀.txt'],
    ['posix', '..', '.%2E'],
    ['posix', '.', '%2E'],
    ['posix', '', '%2F'],
    ['posix', 'C:\\x', 'C:\\x'],
    ['windows', 'C:\\x', 'C%3A%5Cx'],
    ['windows', 'CON', '%43ON'],
    ['windows', 'nul.txt', '%6Eul.txt'],
    ['windows', 'a.', 'a%2E'],
    ['windows', 'a ', 'a%20'],
    ['windows', '50%20off', '50%20off'],
    ['windows', 'x%3Ay', 'x%253Ay'],
    ['windows', 'console', 'console'],
  ] as const)('%s: %s becomes %s', (platform, segment, expected) => {
    expect(toLocalSegment(segment, platform)).toBe(expected);
    expect(fromLocalSegment(expected, platform)).toBe(segment);
  });

  it.each(platforms)('%s: comes back exactly, and is never a way out', (platform) => {
    const nasty = string({
      unit: constantFrom(
        '%',
        '2',
        '5',
        '0',
        'E',
        'F',
        '.',
        ' ',
        ':',
        'A',
        'a',
        'C',
        'O',
        'N',
        '\\',
        'é',
        '\u0000',
        '*',
      ),
      maxLength: 12,
    });
    assert(
      property(nasty, (segment) => {
        const name = toLocalSegment(segment, platform);
        if (name === undefined) return;
        expect(fromLocalSegment(name, platform)).toBe(segment);
        expect(['', '.', '..']).not.toContain(name);
        expect(name).not.toContain('/');
        expect(name).not.toContain('\u0000');
        expect(platform === 'windows' && /[<>:"|?*\\]|[. ]$/.test(name)).toBe(false);
        const apart = platform === 'posix' ? name : (separateCase(name, platform) ?? name);
        expect(fromLocalSegment(apart, platform)).toBe(segment);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(['mac', 'windows'] as const)(
    '%s: a name has spellings enough beside those that are one with it',
    (platform) => {
      const names = ['README.txt', 'readme.txt', 'Readme.TXT', 'ReadMe.txt', 'readme.TXT'];
      const slots = new Set<string>();
      const saved = names.map((name) => {
        const free = [name, ...separations(name, platform)].find((one) => !slots.has(slotOf(one, platform)));
        if (free !== undefined) slots.add(slotOf(free, platform));
        return free;
      });
      expect(saved).not.toContain(undefined);
      expect(slots.size).toBe(names.length);
      expect(saved.map((name) => fromLocalSegment(name ?? '', platform))).toEqual(names);
    },
  );

  it.each(['mac', 'windows'] as const)('%s: composed and decomposed letters are kept apart', (platform) => {
    const [composed, decomposed] = ['caf\u00E9.txt', 'cafe\u0301.txt'];
    expect(slotOf(composed, platform)).toBe(slotOf(decomposed, platform));
    const other = separateCase(decomposed, platform) ?? '';
    expect(slotOf(other, platform)).not.toBe(slotOf(composed, platform));
    expect(fromLocalSegment(other, platform)).toBe(decomposed);
    expect([...separations('\u00E9', platform)]).toEqual([]);
  });

  it('refuses only what is too long', () => {
    expect(toLocalPath(`a/${'x'.repeat(256)}`, 'posix')).toBeUndefined();
    expect(toLocalPath(`a/${'é'.repeat(128)}`, 'posix')).toBeUndefined();
    expect(toLocalPath('../../etc/passwd', 'posix')).toBe('.%2E/.%2E/etc/passwd');
    expect(toLocalPath('/etc/x', 'posix')).toBe('%2F/etc/x');
  });

  it('numbers a copy before its extension', () => {
    expect(numberedName('a/report.pdf', 2)).toBe('a/report (2).pdf');
    expect(numberedName('.bashrc', 3)).toBe('.bashrc (3)');
  });
});
