import { type NamePlatform, besideFile, toLocalSegment } from './local-name.ts';

/** Folders whose names are remembered; the bound keeps a job of a million folders small. */
const remembered = 10_000;

/**
 * The local folders of a download. A store may hold `a` and `a/b`; a file system cannot, so the folder is called `a%2F` there.
 * `isFile` tells whether an object of this job is the file at a path (of the store, and as it is here); it is asked after the
 * object was planned, as every store lists `a` before `a/b`.
 */
export function createFolderNames(
  platform: NamePlatform,
  isFile: (path: string, local: string) => boolean,
): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  const nameOf = (path: string): string | undefined => {
    // A key that begins with `/` is in a folder without a name.
    if (path === '') return toLocalSegment('', platform);
    if (known.has(path)) return known.get(path);
    const at = path.lastIndexOf('/');
    const parent = at < 0 ? '' : nameOf(path.slice(0, at));
    const segment = toLocalSegment(path.slice(at + 1), platform);
    let local: string | undefined;
    if (parent !== undefined && segment !== undefined) {
      const plain = at < 0 ? segment : `${parent}/${segment}`;
      const beside = isFile(path, plain) ? besideFile(segment, platform) : segment;
      if (beside !== undefined) local = at < 0 ? beside : `${parent}/${beside}`;
    }
    if (known.size >= remembered) known.clear();
    known.set(path, local);
    return local;
  };
  return nameOf;
}
