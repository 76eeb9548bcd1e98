import { lstat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { AppError } from '../../preload/contract/index.ts';
import type { StoredFile } from '../database/index.ts';
import type { Volume } from '../volumes/index.ts';
import type { FileTask, Outcome } from './file-task.ts';
import { fillPart } from './fill-part.ts';
import { numberedName } from './local-name.ts';
import { type LocalTarget, identityAt, openPartFile, partPath, publish } from './local-target.ts';
import { NameTaken } from './name-taken.ts';
import type { EtagTrust, Proof } from './proof.ts';
import { looksNewer } from './store-target.ts';
import { systemCode, targetError } from './verdict.ts';

/** How often an object may be replaced while it is read before the file ends as changed. */
const restarts = 3;
/** Names tried beside the taken one before a file fails. */
const mostNumbered = 1000;

export interface DownloadOptions {
  readonly volume: Volume;
  readonly bucket: string;
  readonly target: LocalTarget;
  /** Whether ETags of this store that look like an MD5 are one; told by a file that was read twice. */
  readonly etags: EtagTrust;
}

/**
 * Reads one object into `.<name>.quayside-part` beside its target, by ranges that are bound to one version of it, verifies
 * it, and gives it its name. A later call reads only the ranges that are missing.
 */
export async function downloadFile(task: FileTask, options: DownloadOptions): Promise<Outcome> {
  const { target } = options;
  const { local, key, size } = task.file;
  if (local === undefined) throw new AppError('NAME_IMPOSSIBLE_HERE', { key });
  if (key.endsWith('/') && size === 0) {
    await target.makeFolder(local);
    return { state: 'done', size };
  }
  let file = task.file;
  for (let round = 0; ; round += 1) {
    const place = await chooseLocal(file, task.conflict, await target.prepare(local));
    if (place.kind !== 'write') return { state: place.kind, size: file.size, etag: file.etag };
    try {
      const proof = await fetchTo({ ...task, file }, options, place.path, place.replace);
      return { state: 'done', size: file.size, etag: proof.etag, proof };
    } catch (error) {
      if (!(error instanceof AppError) || round >= restarts) throw error;
      // Taken since it was found free: the rule is asked again, which may choose another name.
      const taken = error.code === 'TARGET_EXISTS' && task.conflict !== 'fail';
      if (!taken && error.code !== 'OBJECT_CHANGED') throw error;
      if (error.code === 'OBJECT_CHANGED') file = await startAgain(task, options, file);
    }
  }
}

async function fetchTo(task: FileTask, options: DownloadOptions, path: string, replace: boolean): Promise<Proof> {
  const { file, ledger } = task;
  const name = partPath(path);
  const part = await openPartFile(name, file.inode);
  let proof: Proof;
  try {
    if (part.identity !== file.inode) {
      await ledger.commit.run(() => {
        ledger.files.clearParts(file.id);
        ledger.files.learn(file.id, { inode: part.identity });
      });
    }
    proof = await fillPart(task, options, part);
    task.onMoved();
    // The time of the object, so that a later download can tell that nothing is newer.
    await part.handle.utimes(new Date(), new Date(file.modified || Date.now()));
    await part.handle.sync();
  } catch (cause) {
    throw targetError(cause, path);
  } finally {
    await part.handle.close();
  }
  await publish(name, path, replace, (folder) => options.target.syncFolder(folder));
  // A name that was taken gave way to another one: the receipt is about the file that is there.
  const local = `${dirname(file.local ?? '')}/${basename(path)}`.replace(/^\.\//, '');
  if (local !== file.local) await ledger.commit.run(() => ledger.files.learn(file.id, { local }));
  return proof;
}

type LocalChoice =
  | { readonly kind: 'write'; readonly path: string; readonly replace: boolean }
  | { readonly kind: 'skipped' | 'done' };

async function chooseLocal(file: StoredFile, rule: FileTask['conflict'], path: string): Promise<LocalChoice> {
  const there = await lookAt(path);
  if (!there) return { kind: 'write', path, replace: false };
  // An earlier try gave it its name and ended before it was written down.
  const published = async (at: string) => file.inode !== undefined && (await identityAt(at)) === file.inode;
  if (await published(path)) return { kind: 'done' };
  if (there.isDirectory() && rule !== 'keep-both') throw new AppError('NAME_IMPOSSIBLE_HERE', { path });
  switch (rule) {
    case 'overwrite':
      return { kind: 'write', path, replace: true };
    case 'skip':
      return { kind: 'skipped' };
    case 'skip-same':
      // Stores tell whole seconds in some answers and milliseconds in others.
      return there.size === file.size && file.modified <= there.mtimeMs + 1000
        ? { kind: 'skipped' }
        : { kind: 'write', path, replace: true };
    case 'newer':
      return looksNewer({ modified: there.mtimeMs }, file)
        ? { kind: 'write', path, replace: true }
        : { kind: 'skipped' };
    case 'ask':
      throw new NameTaken('TARGET_EXISTS', path, { size: there.size, modified: there.mtimeMs });
    case 'fail':
      throw new AppError('TARGET_EXISTS', { path });
    case 'keep-both':
      for (let n = 2; n < mostNumbered; n += 1) {
        const other = numberedName(path, n);
        if (await published(other)) return { kind: 'done' };
        if (!(await lookAt(other))) return { kind: 'write', path: other, replace: false };
      }
      throw new AppError('TARGET_EXISTS', { path });
  }
}

const lookAt = (path: string) =>
  lstat(path).catch((error: unknown): undefined => {
    if (systemCode(error) !== 'ENOENT') throw targetError(error, path);
    return undefined;
  });

/** The object is another one by now: what was read of the old one is of no use. */
async function startAgain(task: FileTask, options: DownloadOptions, file: StoredFile): Promise<StoredFile> {
  const { ledger, signal } = task;
  const head = await options.volume.head({ bucket: options.bucket, key: file.key, signal });
  await ledger.commit.run(() => {
    ledger.files.clearParts(file.id);
    ledger.files.learn(file.id, {
      size: head.size,
      modified: head.modified,
      etag: head.etag,
      inode: null,
      bytesDone: 0,
    });
  });
  return { ...file, size: head.size, modified: head.modified, etag: head.etag, inode: undefined };
}
