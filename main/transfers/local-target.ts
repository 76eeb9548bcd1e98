import {
  type FileHandle,
  constants,
  link,
  lstat,
  mkdir,
  open,
  realpath,
  rename,
  statfs,
  unlink,
} from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { basename, dirname, join, sep } from 'node:path';
import { AppError } from '../../preload/contract/index.ts';
import { systemCode, targetError } from './verdict.ts';

/** A folder on this machine that a download fills: nothing leaves it, nothing in it is overwritten silently. */
export interface LocalTarget {
  /** Makes the folder of a relative path, link by link checked to be inside; answers the absolute path of the file. */
  prepare(local: string): Promise<string>;
  makeFolder(local: string): Promise<void>;
  /** DISK_FULL where `bytes` more do not fit. */
  assertSpace(bytes: number): Promise<void>;
  /** Makes the names in a folder durable; files that get theirs together wait for the disk together. */
  syncFolder(path: string): Promise<void>;
}

/** Folders whose safety was checked lately; the bound keeps a job of a million folders small. */
const remembered = 2000;

/** Milliseconds that an answer about free space is good for, for files below `smallFile` bytes while more than `plenty` is free. */
const askEvery = 250;
const smallFile = 1024 ** 2;
const plenty = 1024 ** 3;

export function createLocalTarget(root: string): LocalTarget {
  const checked = new Set<string>();
  let free = 0;
  let askedAt = Number.NEGATIVE_INFINITY;
  let realRoot: string | undefined;

  const folder = async (relative: string): Promise<string> => {
    const path = relative === '' ? root : join(root, relative);
    if (checked.has(path)) return path;
    try {
      // The chosen folder itself is not made again: where it is gone, a disk may have been pulled out.
      realRoot ??= await realpath(root);
      if (relative !== '') {
        const parent = dirname(relative);
        await folder(parent === '.' ? '' : parent);
        await mkdir(path).catch((error: unknown) => {
          if (systemCode(error) !== 'EEXIST') throw error;
        });
      }
      const real = await realpath(path);
      if (real !== realRoot && !real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) {
        throw new AppError('TARGET_UNWRITABLE', { path, reason: 'link' });
      }
      if (!(await lstat(real)).isDirectory()) throw new AppError('NAME_IMPOSSIBLE_HERE', { path });
    } catch (cause) {
      throw targetError(cause, path);
    }
    if (checked.size >= remembered) checked.clear();
    checked.add(path);
    return path;
  };

  /** By folder: the sync that is under way, and the one that begins after it. */
  const running = new Map<string, Promise<void>>();
  const queued = new Map<string, Promise<void>>();

  return {
    syncFolder(path) {
      const next = queued.get(path);
      if (next) return next;
      const start = async () => {
        // One that has begun may have missed the name that was given a moment ago.
        await running.get(path)?.catch(() => undefined);
        queued.delete(path);
        const mine = syncFolder(path);
        running.set(path, mine);
        try {
          await mine;
        } finally {
          if (running.get(path) === mine) running.delete(path);
        }
      };
      const started = start();
      queued.set(path, started);
      return started;
    },
    async prepare(local) {
      const parent = dirname(local);
      return join(await folder(parent === '.' ? '' : parent), basename(local));
    },
    async makeFolder(local) {
      await folder(local);
    },
    async assertSpace(bytes) {
      // Thousands of small files need not ask one by one while there is plenty.
      const soon = performance.now() - askedAt < askEvery && bytes < smallFile && free > plenty;
      if (!soon) {
        const { bavail, bsize } = await statfs(root).catch((cause: unknown) =>
          Promise.reject(targetError(cause, root)),
        );
        free = bavail * bsize;
        askedAt = performance.now();
      }
      if (bytes > free) throw new AppError('DISK_FULL', { path: root, needed: bytes, free });
    },
  };
}

/** Where a file grows until it is whole: hidden beside it, by a short name where the long one does not fit. */
export function partPath(path: string): string {
  const name = `.${basename(path)}.quayside-part`;
  const short = `.${createHash('sha256').update(basename(path)).digest('hex').slice(0, 32)}.quayside-part`;
  return join(dirname(path), Buffer.byteLength(name) <= 255 ? name : short);
}

export interface PartFile {
  readonly handle: FileHandle;
  /** Tells this very file from another one of its name. */
  readonly identity: string;
  readonly size: number;
}

/**
 * Opens the part file of an earlier try where it is still the same file, else makes a new one in its place. A link there is
 * removed, not followed.
 */
export async function openPartFile(path: string, expected: string | undefined): Promise<PartFile> {
  try {
    if (expected !== undefined) {
      const found = await open(path, constants.O_RDWR | (constants.O_NOFOLLOW ?? 0)).catch(() => undefined);
      if (found) {
        const facts = await partFacts(found);
        if (facts.identity === expected) return { handle: found, ...facts };
        await found.close();
      }
    }
    const make = () => open(path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o666);
    const handle = await make().catch(async (error: unknown) => {
      if (systemCode(error) !== 'EEXIST') throw error;
      await unlink(path);
      return make();
    });
    return { handle, ...(await partFacts(handle)) };
  } catch (cause) {
    throw targetError(cause, path);
  }
}

async function partFacts(handle: FileHandle): Promise<{ identity: string; size: number }> {
  const facts = await handle.stat({ bigint: true });
  return { identity: `${facts.dev}:${facts.ino}:${facts.birthtimeNs}`, size: Number(facts.size) };
}

/** The identity of a finished file, to compare with that of its part file; undefined where nothing is there. */
export async function identityAt(path: string): Promise<string | undefined> {
  const facts = await lstat(path, { bigint: true }).catch(() => undefined);
  return facts?.isFile() ? `${facts.dev}:${facts.ino}:${facts.birthtimeNs}` : undefined;
}

/** File systems without hard links answer one of these. */
const linkless = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL', 'EMLINK', 'EXDEV']);

/**
 * Gives a finished part file its name, durably. With `replace` an existing file goes in the same step; without it the name
 * must be free: TARGET_EXISTS otherwise, also when it was taken a moment ago.
 */
export async function publish(
  part: string,
  path: string,
  replace: boolean,
  sync: (folder: string) => Promise<void>,
): Promise<void> {
  try {
    if (replace) await rename(part, path);
    else {
      try {
        await link(part, path);
        await unlink(part);
      } catch (error) {
        const code = systemCode(error);
        if (code === undefined || !linkless.has(code)) throw error;
        // Holding the name first leaves an empty file where the rename then fails; it never loses another one.
        await (await open(path, 'wx')).close();
        await rename(part, path);
      }
    }
    await sync(dirname(path));
  } catch (cause) {
    throw targetError(cause, path);
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows has no folder to sync: its journal orders the rename.
  if (process.platform === 'win32') return;
  const handle = await open(path, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
