import { nodeFileSystem, type FileSystem } from './file-system.ts';

/** A test's file system that counts the calls of the write path and makes the n-th of them fail. */
export interface FaultyFileSystem {
  readonly files: FileSystem;
  /** Counts from now on; the call of that number (from 0) fails with `errno`. Without `at` nothing fails. */
  arm(options?: { at: number; errno: string; sticky?: boolean }): void;
  /** Calls since `arm`. */
  readonly calls: number;
}

const WRITE_PATH = [
  'open',
  'read',
  'write',
  'datasync',
  'sync',
  'rename',
  'mkdir',
  'rmdir',
  'unlink',
  'close',
] as const;

export function faultyFileSystem(): FaultyFileSystem {
  let calls = 0;
  let fault: { at: number; errno: string; sticky?: boolean } | undefined;
  const strike = (): void => {
    const number = calls;
    calls += 1;
    if (fault === undefined || (fault.sticky === true ? number < fault.at : number !== fault.at)) return;
    throw Object.assign(new Error(`${fault.errno}: made by the test`), { code: fault.errno });
  };
  const files: FileSystem = { ...nodeFileSystem };
  for (const name of WRITE_PATH) {
    const real = nodeFileSystem[name] as (...given: unknown[]) => Promise<never>;
    Object.assign(files, {
      [name]: async (...given: unknown[]) => {
        // A descriptor is closed whatever is reported: the kernel never keeps it after a failed close.
        if (name === 'close') await real(...given);
        strike();
        return name === 'close' ? undefined : real(...given);
      },
    });
  }
  return {
    files,
    arm(options) {
      calls = 0;
      fault = options;
    },
    get calls() {
      return calls;
    },
  };
}
