/** Arithmetic of keys and prefixes. A prefix is empty (the root) or ends with `/`. */

/** The prefix one level up; undefined at the root. */
export function parentPrefix(prefix: string): string | undefined {
  if (prefix === '') return undefined;
  const slash = prefix.lastIndexOf('/', prefix.length - 2);
  return slash < 0 ? '' : prefix.slice(0, slash + 1);
}

export interface Crumb {
  readonly name: string;
  readonly prefix: string;
}

/** One entry a level, from the first folder down. Empty names (`a//b`) are levels as well. */
export function crumbs(prefix: string): Crumb[] {
  const levels: Crumb[] = [];
  for (let slash = prefix.indexOf('/'); slash >= 0; slash = prefix.indexOf('/', slash + 1)) {
    const start = levels.at(-1)?.prefix.length ?? 0;
    levels.push({ name: prefix.slice(start, slash), prefix: prefix.slice(0, slash + 1) });
  }
  return levels;
}

/** The last part of a key or a prefix. */
export function baseName(key: string): string {
  const end = key.endsWith('/') ? key.length - 1 : key.length;
  return key.slice(key.lastIndexOf('/', end - 1) + 1, end);
}

/** The folder that a key or a prefix lies in. */
export function folderOf(key: string): string {
  const end = key.endsWith('/') ? key.length - 1 : key.length;
  return key.slice(0, key.lastIndexOf('/', end - 1) + 1);
}

/** `s3://bucket/key`, as the tools of others take it. */
export const s3Uri = (bucket: string, key: string): string => `s3://${bucket}/${key}`;

const utf8 = new TextEncoder();

/** Why a name cannot be used for a new folder or a rename; undefined where it can. */
export function nameProblem(name: string, prefix: string): string | undefined {
  if (name === '') return 'Type a name.';
  if (name.includes('/')) return 'A name cannot hold “/”: it parts folders.';
  if (name === '.' || name === '..') return 'This name means another folder on most systems. Choose another one.';
  if (/[\u0000-\u001f\u007f]/.test(name)) return 'A name cannot hold control characters.';
  // S3 user guide, "Creating object key names": at most 1,024 bytes of UTF-8.
  if (utf8.encode(`${prefix}${name}/`).length > 1024)
    return 'The name is too long: with its folders a key holds 1,024 bytes.';
  return undefined;
}

/** What people paste into the path field: a plain path, `s3://bucket/path`, with or without a leading slash. */
export function parsePath(text: string): { readonly bucket?: string; readonly prefix: string } {
  const uri = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(text.trim());
  const rest = uri === null ? text.trim().replace(/^\/+/, '') : (uri[2] ?? '');
  const prefix = rest === '' || rest.endsWith('/') ? rest : `${rest}/`;
  return uri?.[1] === undefined ? { prefix } : { bucket: uri[1], prefix };
}
