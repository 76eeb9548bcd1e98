import fs from 'node:fs';
import { promisify } from 'node:util';
import type { BigIntStats, Dirent, StatsFs } from 'node:fs';

/**
 * Every call on files that this room makes, so that a test can make any one of them fail or die.
 * The index is SQLite and does its own; its faults are made through SQLite.
 */
export interface FileSystem {
  open(path: string, flags: number, mode?: number): Promise<number>;
  close(fd: number): Promise<void>;
  read(fd: number, buffer: Uint8Array, offset: number, length: number, position: number): Promise<number>;
  write(fd: number, buffer: Uint8Array, offset: number, length: number, position: number): Promise<number>;
  datasync(fd: number): Promise<void>;
  sync(fd: number): Promise<void>;
  fstat(fd: number): Promise<BigIntStats>;
  lstat(path: string): Promise<BigIntStats>;
  stat(path: string): Promise<BigIntStats>;
  realpath(path: string): Promise<string>;
  readdir(path: string): Promise<Dirent[]>;
  mkdir(path: string): Promise<void>;
  rmdir(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  statfs(path: string): Promise<StatsFs>;
}

const read = promisify(fs.read);
const write = promisify(fs.write);

/** The callback calls with plain descriptors: FileHandle objects cost about twice as much a call. */
export const nodeFileSystem: FileSystem = {
  open: promisify(fs.open),
  close: promisify(fs.close),
  read: async (fd, buffer, offset, length, position) => (await read(fd, buffer, offset, length, position)).bytesRead,
  write: async (fd, buffer, offset, length, position) =>
    (await write(fd, buffer, offset, length, position)).bytesWritten,
  datasync: promisify(fs.fdatasync),
  sync: promisify(fs.fsync),
  fstat: (fd) => new Promise((resolve, reject) => fs.fstat(fd, { bigint: true }, settle(resolve, reject))),
  lstat: (path) => new Promise((resolve, reject) => fs.lstat(path, { bigint: true }, settle(resolve, reject))),
  stat: (path) => new Promise((resolve, reject) => fs.stat(path, { bigint: true }, settle(resolve, reject))),
  // The native call gives the name as the directory holds it, which shows a name that only matches by case.
  realpath: (path) => new Promise((resolve, reject) => fs.realpath.native(path, settle(resolve, reject))),
  readdir: (path) =>
    new Promise((resolve, reject) => fs.readdir(path, { withFileTypes: true }, settle(resolve, reject))),
  mkdir: promisify(fs.mkdir),
  rmdir: promisify(fs.rmdir),
  rename: promisify(fs.rename),
  unlink: promisify(fs.unlink),
  statfs: promisify(fs.statfs),
};

function settle<T>(resolve: (value: T) => void, reject: (error: Error) => void) {
  return (error: Error | null, value: T): void => {
    if (error === null) resolve(value);
    else reject(error);
  };
}
