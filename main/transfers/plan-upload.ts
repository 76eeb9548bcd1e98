import { lstat, opendir, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { AppError, maxKeyBytes } from '../../preload/contract/index.ts';
import type { NewFile } from '../database/index.ts';
import { type LocalRoot, asFolder } from './job-spec.ts';
import { sourceError, systemCode } from './verdict.ts';

/** Names looked at together: one by one, each look would wait for its turn behind everything that is being sent. */
const looksAtOnce = 128;
/** Rows handed on at a time: the memory of planning does not grow with the tree. */
const batchSize = 500;

/**
 * Walks what the user granted, the files of a folder before its folders, with one directory open at a time. A link is followed where it leads to a file inside
 * the granted folder; links to folders, links that lead out, pipes and devices become failed files with the reason, and the
 * rest goes on. An empty folder becomes an object of no bytes whose key ends with `/`.
 */
export async function* planUpload(
  roots: readonly LocalRoot[],
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<NewFile[]> {
  let batch: NewFile[] = [];
  for (const root of roots) {
    for await (const file of walkRoot(root, asFolder(prefix), signal)) {
      batch.push(file);
      if (batch.length >= batchSize) {
        yield batch;
        batch = [];
      }
    }
  }
  if (batch.length > 0) yield batch;
}

const below = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);

async function* walkRoot(root: LocalRoot, prefix: string, signal: AbortSignal): AsyncGenerator<NewFile> {
  if (root.kind === 'file') yield await look(root.path, root.path, root.name, prefix);
  else yield* walkFolder(root, root.path, root.name, prefix, signal);
}

async function* walkFolder(
  root: LocalRoot,
  folder: string,
  path: string,
  prefix: string,
  signal: AbortSignal,
): AsyncGenerator<NewFile> {
  signal.throwIfAborted();
  let empty = true;
  try {
    // Iterating closes the directory in every case.
    const folders: string[] = [];
    let names: string[] = [];
    const looked = () => {
      const some = names;
      names = [];
      return Promise.all(some.map((name) => look(root.path, join(folder, name), below(path, name), prefix)));
    };
    for await (const entry of await opendir(folder, { bufferSize: 256 })) {
      empty = false;
      signal.throwIfAborted();
      if (entry.isDirectory()) folders.push(entry.name);
      else names.push(entry.name);
      if (names.length >= looksAtOnce) yield* await looked();
    }
    yield* await looked();
    for (const name of folders) yield* walkFolder(root, join(folder, name), below(path, name), prefix, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    yield failed(path, folder, prefix, sourceError(error, folder));
    return;
  }
  if (empty && path !== '')
    yield checked({
      path: `${path}/`,
      source: folder,
      key: `${prefix}${path}/`,
      size: 0,
      modified: 0,
      state: 'queued',
    });
}

async function look(root: string, at: string, path: string, prefix: string): Promise<NewFile> {
  try {
    let facts = await lstat(at);
    if (facts.isSymbolicLink()) {
      const real = await realpath(at);
      const inside = (await realpath(root)) + sep;
      facts = await lstat(real);
      if (!real.startsWith(inside) || !facts.isFile()) {
        return failed(path, at, prefix, new AppError('SOURCE_UNREADABLE', { path, reason: 'link' }));
      }
    }
    if (!facts.isFile())
      return failed(path, at, prefix, new AppError('SOURCE_UNREADABLE', { path, reason: 'not a file' }));
    const { size, mtimeMs } = facts;
    return checked({ path, source: at, key: prefix + path, size, modified: mtimeMs, state: 'queued' });
  } catch (error) {
    // A name that is not UTF-8 reads with replacement characters, and then cannot be found.
    const unreadable = systemCode(error) === 'ENOENT' && path.includes('\u{FFFD}');
    const why = unreadable ? new AppError('KEY_INVALID', { key: path }, { cause: error }) : sourceError(error, path);
    return failed(path, at, prefix, why);
  }
}

const failed = (path: string, source: string, prefix: string, error: AppError): NewFile => ({
  path,
  source,
  key: prefix + path,
  size: 0,
  modified: 0,
  state: 'failed',
  error: error.toShape(),
});

function checked(file: NewFile): NewFile {
  if (Buffer.byteLength(file.key) <= maxKeyBytes) return file;
  return { ...file, state: 'failed', error: new AppError('KEY_INVALID', { key: file.key.slice(0, 200) }).toShape() };
}
