import { dirname } from 'node:path';
import { S3Error } from '../../errors/index.ts';
import type { CommitQueue } from '../commit-queue.ts';
import { judgeConditions, judgeRename } from '../conditions.ts';
import { errnoOf } from '../failure.ts';
import type { FileSystem } from '../file-system.ts';
import type { FileWriter } from '../file-writer.ts';
import type { ObjectRecord, RenameConditions, WriteConditions } from '../storage.ts';
import type { FolderFiles } from './folder-files.ts';
import { identityOf, type FileAttributes, type FolderIndex } from './folder-index.ts';
import { cannotHold } from './folder-names.ts';
import type { Found, FolderPaths, Target } from './folder-paths.ts';
import type { FolderRecords } from './folder-records.ts';
import { KeyLocks } from './key-locks.ts';

export interface FolderTreeParts {
  readonly files: FileSystem;
  readonly paths: FolderPaths;
  readonly folder: FolderFiles;
  readonly index: FolderIndex;
  readonly records: FolderRecords;
  readonly commits: CommitQueue;
}

export interface Placement {
  readonly key: string;
  readonly attributes: FileAttributes;
  readonly conditions: WriteConditions | undefined;
  readonly existedAtStart: boolean;
}

/** Another program may remove a directory between its look-up and the rename; then look again. */
const ATTEMPTS = 4;

/** The changes to the tree: a file appears, a directory appears, a name goes. */
export class FolderTree {
  readonly #parts: FolderTreeParts;
  readonly #locks = new KeyLocks();

  constructor(parts: FolderTreeParts) {
    this.#parts = parts;
  }

  /**
   * Moves a finished temporary file to its key. The sidecar row goes first, since it says nothing until a file with that
   * inode is there: the rename alone decides. After a failed sync of the directory the new bytes may be seen, unanswered.
   */
  async place(writer: FileWriter, placement: Placement): Promise<ObjectRecord> {
    const { files, folder, paths, records } = this.#parts;
    await folder.finish(writer);
    const stats = await writer.stat();
    const identity = identityOf(stats);
    await writer.close();
    const name = paths.name(placement.key);
    return this.#locks.run(placement.key, async () => {
      for (let attempt = 1; ; attempt += 1) {
        const target = await paths.target(name);
        if (target.current?.stats.isDirectory() === true) throw cannotHold('a directory of that name is there');
        this.#judge(placement, target);
        await this.#record(target, (relative, current) => {
          this.#parts.index.put(relative, identity, placement.attributes, current);
        });
        try {
          const directory = await folder.makeDirectories(target.directory, target.missing);
          await files.rename(writer.path, target.path);
          await folder.sync(target.current === undefined ? directory : dirname(target.path));
        } catch (error) {
          if (errnoOf(error) === 'ENOENT' && attempt < ATTEMPTS) continue;
          throw error;
        }
        return records.brief(placement.key, { path: target.path, relative: target.relative, stats });
      }
    });
  }

  /** `x/`: a directory of the user's own, which no DELETE below it takes away. */
  async makeDirectory(placement: Placement): Promise<ObjectRecord> {
    const { folder, index, paths, records } = this.#parts;
    const name = paths.name(placement.key);
    return this.#locks.run(placement.key, async () => {
      const target = await paths.target(name);
      if (target.current?.stats.isFile() === true) throw cannotHold('a file of that name is there');
      this.#judge(placement, target);
      await folder.makeDirectories(target.directory, [...target.missing, ...name.segments.slice(-1)]);
      const found = await paths.inside(target.path);
      if (found === undefined) throw cannotHold('the directory went away at once');
      await this.#record(target, (relative) => {
        index.dropMadeDirectory(relative);
        index.put(relative, identityOf(found.stats), placement.attributes, undefined);
      });
      return records.brief(placement.key, found);
    });
  }

  /**
   * Removes the name itself and never what a link leads to; then the directories that a PUT had made and that are empty.
   * Where `judge` says no, nothing happens.
   */
  async remove(key: string, judge: (current: ObjectRecord | undefined) => boolean): Promise<void> {
    const { commits, paths, records } = this.#parts;
    await this.#locks.run(key, async () => {
      const found = await paths.find(key);
      if (!judge(found && records.brief(key, found)) || found === undefined) return;
      const entry = await paths.entry(paths.name(key));
      if (entry === undefined) return;
      if (entry.stats.isDirectory()) {
        if (!(await this.#removeIfEmpty(entry.path))) return;
      } else {
        await this.#unlink(entry.path);
      }
      const pruned = await this.#prune(dirname(entry.path));
      await this.#syncNearest(pruned.left);
      await commits.run(
        () => {
          this.#forget(entry.stats.isSymbolicLink() ? pruned.removed : [found.relative, ...pruned.removed]);
        },
        { frees: true },
      );
    });
  }

  /**
   * rename(2), which is atomic: never a moment with both names or none. The sidecar row of the new name goes first, as in
   * `place`; that of the old name says nothing any more. After a failed sync the new name may be seen, unanswered. Throws InvalidRequest for what is no plain file.
   */
  async rename(
    from: string,
    to: string,
    conditions: { source?: RenameConditions; destination?: RenameConditions },
  ): Promise<ObjectRecord> {
    const { commits, files, folder, index, paths, records } = this.#parts;
    const name = paths.name(to);
    return this.#locks.runAll([from, to], async () => {
      for (let attempt = 1; ; attempt += 1) {
        const source = await this.#plainFile(from);
        judgeRename('source', conditions.source, records.brief(from, source));
        const target = await paths.target(name);
        if (target.current?.stats.isDirectory() === true) throw cannotHold('a directory of that name is there');
        if (target.path === source.path) throw cannotRename('both keys name the same file');
        const { current } = target;
        judgeRename('destination', conditions.destination, current && records.brief(to, current));
        const { uploaded, ...attributes } = records.attributes(source);
        await this.#record(target, (relative, replaced) => {
          if (uploaded) index.put(relative, identityOf(source.stats), attributes, replaced);
        });
        try {
          const directory = await folder.makeDirectories(target.directory, target.missing);
          await files.rename(source.path, target.path);
          await folder.sync(current === undefined ? directory : dirname(target.path));
        } catch (error) {
          if (errnoOf(error) === 'ENOENT' && attempt < ATTEMPTS) continue;
          if (errnoOf(error) === 'EXDEV') throw cannotRename('the two names lie on different disks', error);
          throw error;
        }
        const pruned = await this.#prune(dirname(source.path));
        await this.#syncNearest(pruned.left);
        await commits.run(() => this.#forget([source.relative, ...pruned.removed]), { frees: true });
        const found = { path: target.path, relative: target.relative, stats: await files.lstat(target.path) };
        return records.brief(to, found);
      }
    });
  }

  /** Throws NoSuchKey, and InvalidRequest for a link: it may lead elsewhere from another directory. */
  async #plainFile(key: string): Promise<Found> {
    const { paths } = this.#parts;
    const found = await paths.find(key);
    const entry = found === undefined ? undefined : await paths.entry(paths.name(key));
    if (found === undefined || entry === undefined) throw new S3Error('NoSuchKey');
    if (entry.stats.isSymbolicLink()) throw cannotRename('it is a link');
    return found;
  }

  /** In a transaction: nothing is at these paths any more. */
  #forget(gone: readonly string[]): void {
    for (const path of gone) {
      this.#parts.index.forget(path);
      this.#parts.index.dropMadeDirectory(path);
    }
  }

  /** Goes up from a directory as long as it is empty and a PUT had made it; never past the folder itself. */
  async #prune(from: string): Promise<{ removed: string[]; left: string }> {
    const { index, paths } = this.#parts;
    const removed: string[] = [];
    let left = from;
    while (left !== paths.root) {
      const found = await paths.inside(left);
      if (found === undefined || !index.isMadeDirectory(found.relative)) break;
      if (!(await this.#removeIfEmpty(left))) break;
      removed.push(found.relative);
      left = dirname(left);
    }
    return { removed, left };
  }

  /** Where another remover took the directory away meanwhile, its loss is what must be durable. */
  async #syncNearest(directory: string): Promise<void> {
    try {
      await this.#parts.folder.sync(directory);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' || directory === this.#parts.paths.root) throw error;
      await this.#syncNearest(dirname(directory));
    }
  }

  async #removeIfEmpty(directory: string): Promise<boolean> {
    try {
      await this.#parts.files.rmdir(directory);
      return true;
    } catch (error) {
      if (['ENOTEMPTY', 'EEXIST', 'ENOENT'].includes(errnoOf(error) ?? '')) return false;
      throw error;
    }
  }

  async #unlink(path: string): Promise<void> {
    try {
      await this.#parts.files.unlink(path);
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT') throw error;
    }
  }

  #judge(placement: Placement, target: Target): void {
    const current = target.current === undefined ? undefined : this.#parts.records.attributes(target.current);
    judgeConditions(placement.conditions, current, placement.existedAtStart);
  }

  async #record(
    target: Target,
    change: (relative: string, current: ReturnType<typeof identityOf> | undefined) => void,
  ): Promise<void> {
    const { commits, index } = this.#parts;
    const segments = target.relative.split('/');
    const depth = segments.length - 1 - target.missing.length;
    await commits.run(() => {
      for (let at = depth + 1; at < segments.length; at += 1) index.addMadeDirectory(segments.slice(0, at).join('/'));
      change(target.relative, target.current === undefined ? undefined : identityOf(target.current.stats));
    });
  }
}

function cannotRename(reason: string, cause?: unknown): S3Error {
  return new S3Error('InvalidRequest', { message: `The object cannot be renamed: ${reason}.`, cause });
}
