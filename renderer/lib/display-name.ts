/**
 * Names come from stores and may be hostile: control characters, bidirectional overrides, thousands of characters.
 * What people see is inert and complete in meaning: every character that would hide or reorder text is made visible.
 */

const codePoint = (code: number): string => `⟦U+${code.toString(16).toUpperCase().padStart(4, '0')}⟧`;

/** Bidirectional controls and invisible characters; the zero-width joiner stays, emoji need it. */
const invisible =
  /[\u0080-\u009f\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;
const control = /[\u0000-\u001f\u007f]/g;

/** The name with every control character shown as its picture (␊) and every invisible one as its code point. */
export function displayName(name: string): string {
  return name
    .toWellFormed()
    .replace(control, (found) => {
      const code = found.charCodeAt(0);
      return code === 0x7f ? '\u2421' : String.fromCharCode(0x2400 + code);
    })
    .replace(invisible, (found) => codePoint(found.charCodeAt(0)));
}

/** More than this never enters the page for one name. */
const maxShown = 400;
/** Characters kept whole at the end when a name is cut in its middle, so that the file type stays readable. */
const tailLength = 10;

/** An index at or before `at` that does not part a surrogate pair. */
const whole = (text: string, at: number): number => {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
};

/** A displayed name in two pieces: CSS cuts the first with an ellipsis and keeps the second. */
export function nameParts(name: string): { readonly head: string; readonly tail: string; readonly full: string } {
  const shown = displayName(name);
  const full = shown.length > 2048 ? `${shown.slice(0, whole(shown, 2048))}…` : shown;
  const bounded =
    shown.length > maxShown
      ? `${shown.slice(0, whole(shown, maxShown - 50))}…${shown.slice(whole(shown, shown.length - 40))}`
      : shown;
  if (bounded.length <= tailLength * 2) return { head: bounded, tail: '', full };
  const cut = whole(bounded, bounded.length - tailLength);
  return { head: bounded.slice(0, cut), tail: bounded.slice(cut), full };
}
