/** Sections by name, each with its values by lower-case key. Indented lines belong to the value before them, as AWS nests. */
export interface IniSection {
  readonly values: ReadonlyMap<string, string>;
  /** Of `s3 =` and indented lines below it. */
  readonly nested: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

export const mostSections = 1000;
const mostKeys = 200;
const longest = 8192;

/**
 * Reads what configparser, the AWS tools and rclone write: sections in brackets, `key = value`, comments by # and ;.
 * Values are taken as they are: no interpolation, no includes. Throws RangeError where a file holds more than anybody's.
 */
export function readIni(text: string): Map<string, IniSection> {
  const sections = new Map<string, { values: Map<string, string>; nested: Map<string, Map<string, string>> }>();
  let section: { values: Map<string, string>; nested: Map<string, Map<string, string>> } | undefined;
  let last: string | undefined;
  for (const line of text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)) {
    if (line.length > longest) throw new RangeError('a line is too long');
    if (/^\s*([#;]|$)/.test(line)) continue;
    const head = /^\s*\[([^\]]{1,300})\]\s*(?:[#;].*)?$/.exec(line);
    if (head?.[1] !== undefined) {
      const name = head[1].trim();
      section = sections.get(name) ?? { values: new Map(), nested: new Map() };
      sections.set(name, section);
      last = undefined;
      if (sections.size > mostSections) throw new RangeError('too many sections');
      continue;
    }
    const equals = line.indexOf('=');
    if (section === undefined || equals < 1) continue;
    const key = line.slice(0, equals).trim().toLowerCase();
    // AWS takes a # after a space as a comment; secrets hold none.
    const value = line
      .slice(equals + 1)
      .replace(/\s[#;].*$/, '')
      .trim();
    if (/^\s/.test(line) && last !== undefined && section.values.get(last) === '') {
      const inner = section.nested.get(last) ?? new Map<string, string>();
      inner.set(key, value);
      section.nested.set(last, inner);
      if (inner.size > mostKeys) throw new RangeError('too many values');
      continue;
    }
    section.values.set(key, value);
    last = key;
    if (section.values.size > mostKeys) throw new RangeError('too many values');
  }
  return sections;
}
