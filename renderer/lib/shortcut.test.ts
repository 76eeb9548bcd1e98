import { expect, it } from 'vitest';
import { matchesShortcut, printShortcut, type KeyPress } from './shortcut.ts';

const press = (key: string, change: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...change,
});

it('knows the command key of each platform', () => {
  expect(matchesShortcut('Mod+K', press('k', { ctrlKey: true }), false)).toBe(true);
  expect(matchesShortcut('Mod+K', press('k', { metaKey: true }), true)).toBe(true);
  expect(matchesShortcut('Mod+K', press('k', { ctrlKey: true }), true)).toBe(false);
  expect(matchesShortcut('Mod+K', press('k', { ctrlKey: true, shiftKey: true }), false)).toBe(false);
  expect(matchesShortcut('?', press('?', { shiftKey: true }), false)).toBe(true);
  expect(printShortcut('Mod+Alt+M', true)).toBe('⌘⌥M');
});

it('takes the key and not its character where Option makes another one', () => {
  const option = press('µ', { metaKey: true, altKey: true, code: 'KeyM' });
  expect(matchesShortcut('Mod+Alt+M', option, true)).toBe(true);
  expect(matchesShortcut('Mod+Alt+C', option, true)).toBe(false);
  // AltGr of other keyboards is Ctrl and Alt, and types a character.
  expect(matchesShortcut('Mod+Alt+M', press('µ', { ctrlKey: true, altKey: true, code: 'KeyM' }), false)).toBe(false);
});
