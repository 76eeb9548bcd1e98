import { readFile, readdir, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import mime from 'mime';

export interface PageFile {
  readonly body: Buffer;
  /** Absent where packing does not pay. */
  readonly gzipped: Buffer | undefined;
  readonly type: string;
  /** Its name changes with its content. */
  readonly immutable: boolean;
}

/** The built interface. Addresses are looked up in the list of what is there and never joined to a path. */
export interface PageFiles {
  /** @param path of the address, decoded, with a leading `/`; `/` is the page itself */
  find(path: string): Promise<PageFile | undefined>;
}

interface Cached {
  readonly modified: number;
  readonly file: PageFile;
}

const pack = promisify(gzip);
/** Milliseconds between two looks at the folder for names that are not in the list. */
const relistAfter = 1_000;

export function createPageFiles(folder: string): PageFiles {
  let paths = new Map<string, string>();
  let listedAt = -Infinity;
  const cache = new Map<string, Cached>();

  const list = async () => {
    listedAt = performance.now();
    paths = new Map(
      (await filesBelow(folder))
        .filter((file) => !file.endsWith('.map'))
        .map((file) => [file.slice(folder.length).split(sep).join('/'), file]),
    );
  };

  return {
    find: async (path) => {
      const name = path === '/' ? '/index.html' : path;
      if (!paths.has(name) && performance.now() - listedAt > relistAfter) await list();
      const file = paths.get(name);
      if (file === undefined) return undefined;
      const { mtimeMs } = await stat(file);
      const known = cache.get(name);
      if (known?.modified === mtimeMs) return known.file;
      const loaded = await load(file, name);
      cache.set(name, { modified: mtimeMs, file: loaded });
      return loaded;
    },
  };
}

async function load(file: string, name: string): Promise<PageFile> {
  const body = await readFile(file);
  const type = mime.getType(name) ?? 'application/octet-stream';
  const isText = /^(text|application\/(javascript|json|wasm)|image\/svg)/.test(type);
  const gzipped = isText && body.length > 1024 ? await pack(body) : undefined;
  return {
    body,
    gzipped,
    type: type.startsWith('text/') ? `${type}; charset=utf-8` : type,
    immutable: name.startsWith('/assets/'),
  };
}

/** Folder by folder: a packed app's archive does not know the recursive reading of Node. */
async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(emptyIfMissing);
  const below = entries.map(async (entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? await filesBelow(path) : entry.isFile() ? [path] : [];
  });
  return (await Promise.all(below)).flat();
}

function emptyIfMissing(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT') return [];
  throw error;
}
