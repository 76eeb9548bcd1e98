import type { KeyPage } from './key-page.ts';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Finds names that hold a text, without regard to case, a whole page at a time. */
export interface NameFilter {
  readonly passes: (name: string) => boolean;
  /** Calls `keep` with the places of the names of a page that pass, ascending. */
  readonly scan: (page: KeyPage, keep: (index: number) => void) => void;
}

/** Undefined for no text. Every character stands for itself. */
export function nameFilter(text: string): NameFilter | undefined {
  const wanted = text.trim();
  if (wanted === '') return undefined;
  const whole = new RegExp(escaped(wanted), 'iu');
  const each = new RegExp(escaped(wanted), 'giu');
  const characters = Array.from(wanted);
  // Where the shared start of a page ends with the first letters that are looked for, the rest may follow in a name.
  const openings = characters.slice(1).map((_, index) => {
    const opening = characters.slice(0, index + 1).join('');
    return new RegExp(`${escaped(opening)}$`, 'iu');
  });
  const passes = (name: string): boolean => whole.test(name);
  return {
    passes,
    scan(page, keep) {
      if (passes(page.shared)) {
        for (let index = 0; index < page.count; index += 1) keep(index);
        return;
      }
      if (openings.some((opening) => opening.test(page.shared))) {
        for (let index = 0; index < page.count; index += 1) if (passes(page.name(index))) keep(index);
        return;
      }
      each.lastIndex = 0;
      for (let match = each.exec(page.text); match !== null; match = each.exec(page.text)) {
        const index = page.indexAt(match.index);
        if (match.index + match[0].length <= page.end(index)) {
          keep(index);
          // The next one can only be in another name.
          each.lastIndex = page.end(index);
        } else {
          // It begins in one name and ends in the next: the search goes on one character further.
          each.lastIndex = match.index + ((page.text.codePointAt(match.index) ?? 0) > 0xffff ? 2 : 1);
        }
      }
    },
  };
}
