import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A test as its source has it; nothing is run. */
export interface TestTitle {
  /** Relative to the folder that was searched, with `/`. */
  readonly file: string;
  /** Its describes and itself: `PutObject > a body that is too short > 400`. */
  readonly title: string;
  /** The source between this title and the next. */
  readonly body: string;
}

const opening =
  /^( *)(?:(describe|test|it)(?:\.\w+)*(?:\(.*\))?\.?(?:each)?(?:<.*>)?(?:\(.*\))?\(\s*|\]\)\(\s*|\)\(\s*)(['"`])((?:\\.|(?!\3).)*)\3/gm;

/** The titles of all tests below a folder, in the order of files and lines. The formatter's indentation tells what lies in what. */
export function testTitles(folder: string): readonly TestTitle[] {
  const files = globSync('**/*.test.ts', { cwd: folder }).map((file) => file.replaceAll('\\', '/'));
  return files.sort().flatMap((file) => titlesOf(file, readFileSync(join(folder, file), 'utf8')));
}

function titlesOf(file: string, source: string): TestTitle[] {
  const found = [...source.matchAll(opening)];
  const groups: { indent: number; title: string }[] = [];
  return found.flatMap((match, at) => {
    const [whole, spaces = '', word, , title = ''] = match;
    const indent = spaces.length;
    const from = match.index + whole.length;
    const body = source.slice(from, found[at + 1]?.index ?? source.length);
    while ((groups.at(-1)?.indent ?? -1) >= indent) groups.pop();
    // A table of describes holds tests; a table of tests holds none.
    const isGroup =
      word === 'describe' || (word === undefined && found[at + 1]?.[1] !== undefined && deeper(found[at + 1], indent));
    if (isGroup) {
      groups.push({ indent, title });
      return [];
    }
    return [{ file, title: [...groups.map((group) => group.title), title].join(' > '), body }];
  });
}

const deeper = (match: RegExpMatchArray | undefined, indent: number): boolean => (match?.[1]?.length ?? 0) > indent;
