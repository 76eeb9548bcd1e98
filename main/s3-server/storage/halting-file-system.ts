import fs from 'node:fs';
import { nodeFileSystem, type FileSystem } from './file-system.ts';

/** How the process ends at a call: before it, in the middle of it (half of the bytes are written), or right behind it. */
export type Death = 'before' | 'within' | 'behind';

/**
 * A test's file system on which a process ends at a chosen call. To the disk it is as if the process were killed: the call and
 * whatever waits for it never come back, and later calls do nothing but fail. The index needs no part in this: SQLite's calls
 * are synchronous, so that none of its transactions is open meanwhile.
 */
export interface HaltingFileSystem {
  readonly files: FileSystem;
  /** The call of that number (from 0) that changes the disk is the last one. Without it all are counted and none is. */
  arm(end?: { at: number; death: Death }): void;
  /** The names of the calls since `arm`, in order. */
  readonly calls: readonly string[];
  /** Resolves when the end has come. */
  readonly dead: Promise<void>;
  /** Closes what the dead process had open. */
  release(): void;
}

const CHANGES = ['open', 'write', 'datasync', 'sync', 'rename', 'mkdir', 'rmdir', 'unlink'] as const;

export function haltingFileSystem(): HaltingFileSystem {
  let calls: string[] = [];
  let end: { at: number; death: Death } | undefined;
  let ended = false;
  const open = new Set<number>();
  const { promise: dead, resolve: die } = Promise.withResolvers<void>();

  const halt = (): Promise<never> => {
    ended = true;
    die();
    return Promise.withResolvers<never>().promise;
  };
  const files: FileSystem = { ...nodeFileSystem };
  for (const name of Object.keys(nodeFileSystem) as (keyof FileSystem)[]) {
    const real = nodeFileSystem[name] as (...given: unknown[]) => Promise<unknown>;
    const run = async (...given: unknown[]): Promise<unknown> => {
      const result = await real(...given);
      if (name === 'open') open.add(result as number);
      if (name === 'close') open.delete(given[0] as number);
      return result;
    };
    const counted = (CHANGES as readonly string[]).includes(name);
    const call = async (...given: unknown[]): Promise<unknown> => {
      if (ended) throw new Error('The process is dead.');
      if (!counted) return run(...given);
      const last = end?.at === calls.length ? end.death : undefined;
      calls.push(name);
      if (last === undefined) return run(...given);
      if (last === 'before') return halt();
      if (last === 'within' && name === 'write') given[3] = Math.floor((given[3] as number) / 8192) * 4096;
      await run(...given);
      return halt();
    };
    Object.assign(files, { [name]: call });
  }
  return {
    files,
    dead,
    arm(options) {
      calls = [];
      end = options;
    },
    get calls() {
      return calls;
    },
    release() {
      for (const fd of open) fs.closeSync(fd);
      open.clear();
    },
  };
}
