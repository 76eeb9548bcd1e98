/** `Mod` is ⌘ on a Mac and Ctrl elsewhere. Written as `Mod+Shift+N`, `F2`, `Alt+ArrowUp`. */
export type Shortcut = string;

export interface KeyPress {
  readonly key: string;
  /** The key itself, whatever character it makes: `KeyM`. */
  readonly code?: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const modifiers = new Set(['Mod', 'Ctrl', 'Shift', 'Alt']);

export function matchesShortcut(shortcut: Shortcut, event: KeyPress, isMac: boolean): boolean {
  const parts = shortcut.split('+');
  const wanted = new Set(parts.filter((part) => modifiers.has(part)));
  const key = parts.find((part) => !modifiers.has(part)) ?? '+';
  const isMod = isMac ? event.metaKey : event.ctrlKey;
  const isOther = isMac ? event.ctrlKey : event.metaKey;
  if (isMod !== wanted.has('Mod') || isOther !== (isMac && wanted.has('Ctrl'))) return false;
  if (event.altKey !== wanted.has('Alt')) return false;
  // The key of `?` needs Shift on most keyboards and none on others: a character says it all.
  const isCharacter = key.length === 1 && !/[a-z0-9]/i.test(key);
  if (!isCharacter && event.shiftKey !== wanted.has('Shift')) return false;
  // With Option a Mac's keys make other characters: µ for M. Elsewhere those come with AltGr and are meant as characters.
  const pressed = isMac && event.altKey && event.code?.startsWith('Key') === true ? event.code.slice(3) : event.key;
  return pressed.toLowerCase() === (key === 'Space' ? ' ' : key.toLowerCase());
}

const symbols: Record<string, string> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Delete: 'Del',
  Escape: 'Esc',
};
const macSymbols: Record<string, string> = {
  Mod: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Ctrl: '⌃',
  Enter: '↩',
  Backspace: '⌫',
  Delete: '⌦',
};

/** As people read it: ⇧⌘N on a Mac, Ctrl+Shift+N elsewhere. */
export function printShortcut(shortcut: Shortcut, isMac: boolean): string {
  const parts = shortcut.split('+');
  if (isMac) return parts.map((part) => macSymbols[part] ?? symbols[part] ?? part).join('');
  return parts.map((part) => (part === 'Mod' ? 'Ctrl' : (symbols[part] ?? part))).join('+');
}
