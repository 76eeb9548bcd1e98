/**
 * From the names of a store to the names of a file system and back, without loss.
 *
 * A segment that a file system cannot hold keeps all of its characters but the offending ones, which become `%` and two
 * hex digits: `a:b` is `a%3Ab` on Windows, `CON` is `%43ON`, `..` is `.%2E`, an empty segment (`a//b`) is `%2F`. So that the
 * way back is exact, a `%` is itself written `%25` where the text after it could be read as such an escape, and only there:
 * `50%20off` stays what it is on Linux. A folder beside an object of its name (`a/b` beside `a`) is `a%2F`.
 */
export type NamePlatform = 'posix' | 'mac' | 'windows';

export function namePlatform(platform: NodeJS.Platform): NamePlatform {
  return platform === 'win32' ? 'windows' : platform === 'darwin' ? 'mac' : 'posix';
}

/** Longest segment: 255 bytes on Linux, 255 UTF-16 units on Windows and macOS. */
const longest = 255;
/** Windows opens these as devices, whatever the extension: learn.microsoft.com/windows/win32/fileio/naming-a-file. */
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?=\.|$| )/i;
const windowsForbidden = /[\u0000-\u001f<>:"|?*\\]/g;

/** What each platform may escape, as a pattern of the hex digits; `25` repeated before it is an escaped escape. */
const escapes: Readonly<Record<NamePlatform, string>> = {
  posix: '(?:00|2E$|2F$)',
  mac: '(?:00|2E$|2F$|4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A])',
  windows: '(?:[01][0-9A-F]|2E$|20$|2F$|3C|3E|3A|22|7C|3F|2A|5C|4[1-9A-F]|5[0-9A]|6[1-9A-F]|7[0-9A])',
};

const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;

/** One segment as this file system can hold it, or undefined where it is too long even so. */
export function toLocalSegment(segment: string, platform: NamePlatform): string | undefined {
  if (segment === '') return '%2F';
  let name = segment.replace(new RegExp(`%(?=(?:25)*${escapes[platform]})`, 'g'), '%25');
  if (name === '.') name = '%2E';
  else if (name === '..') name = '.%2E';
  if (platform === 'windows') {
    name = name.replace(windowsForbidden, hex).replace(/[. ]$/, hex);
    if (reserved.test(name)) name = hex(name.charAt(0)) + name.slice(1);
  } else name = name.replaceAll('\u0000', '%00');
  return fits(name, platform) ? name : undefined;
}

/** The way back; `toLocalSegment`, `separateCase` and `besideFile` undone. */
export function fromLocalSegment(name: string, platform: NamePlatform): string {
  if (name === '%2F') return '';
  // No segment holds a `/`: at its end, the escape stands for a folder beside a file.
  if (name.endsWith('%2F')) return fromLocalSegment(name.slice(0, -3), platform);
  return name.replace(new RegExp(`%((?:25)*)(${escapes[platform]})`, 'g'), (_whole, doubled: string, digits: string) =>
    doubled === '' ? String.fromCharCode(Number.parseInt(digits, 16)) : `%${doubled.slice(2)}${digits}`,
  );
}

/** The name of a folder where an object has the name itself; undefined where it is too long even so. */
export function besideFile(folder: string, platform: NamePlatform): string | undefined {
  const name = `${folder}%2F`;
  return folder !== '%2F' && fits(name, platform) ? name : undefined;
}

/** Two names with equal slots are one file here: case and composition do not count on Windows and macOS. */
export function slotOf(local: string, platform: NamePlatform): string {
  return platform === 'posix' ? local : local.normalize('NFC').toLowerCase();
}

/** Spellings tried beside each other before a name is given up. */
const mostSpellings = 64;

/**
 * Other spellings of a name that is one with another here, as they differ in case or in composition only: first with all
 * capitals escaped (`A.txt` beside `a.txt` is `%41.txt`), then with one letter escaped at a time, from the first on. Every
 * one of them comes back as the same name. None where there is no letter of A to Z, and none that is too long.
 */
export function* separations(name: string, platform: NamePlatform): Generator<string> {
  const spelled = new Set<string>();
  const capitals = escapeLetters(name, (letter) => letter <= 'Z');
  if (capitals !== name && fits(capitals, platform)) spelled.add(capitals);
  for (let at = 0; at < mostSpellings; at += 1) {
    let seen = -1;
    const one = escapeLetters(name, () => (seen += 1) === at);
    if (one === name) break;
    if (fits(one, platform)) spelled.add(one);
  }
  yield* spelled;
}

/** The first of `separations`. */
export function separateCase(name: string, platform: NamePlatform): string | undefined {
  for (const spelling of separations(name, platform)) return spelling;
  return undefined;
}

/** A letter inside an escape that is there already is part of that escape. */
const escapeLetters = (name: string, which: (letter: string) => boolean): string =>
  name.replace(/%(?:25)*[0-9A-F]{2}|[A-Za-z]/g, (found) => (found.length > 1 || !which(found) ? found : hex(found)));

/** A relative key, `/`-separated, as a relative path of this file system, `/`-separated; undefined where it cannot be. */
export function toLocalPath(key: string, platform: NamePlatform): string | undefined {
  const segments = key.split('/').map((segment) => toLocalSegment(segment, platform));
  return segments.every((segment) => segment !== undefined) ? segments.join('/') : undefined;
}

function fits(name: string, platform: NamePlatform): boolean {
  return (platform === 'posix' ? Buffer.byteLength(name) : name.length) <= longest;
}

/** `report (2).pdf` for 2, `archive (3).tar` for 3: the way every desktop keeps both. Works on the last segment. */
export function numberedName(path: string, number: number): string {
  const at = path.lastIndexOf('/') + 1;
  const name = path.slice(at);
  const dot = name.lastIndexOf('.');
  const stem = dot > 0 ? name.slice(0, dot) : name;
  return `${path.slice(0, at)}${stem} (${number})${dot > 0 ? name.slice(dot) : ''}`;
}
