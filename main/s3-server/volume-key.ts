import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const keyBytes = 32;

/**
 * The key that SSE-S3 encrypts a root's objects with, where no keychain holds it: the file `volume.key` in the root, readable by
 * its owner alone, made at the first start. It keeps the bytes of a disk or a backup secret only from who does not get this
 * file with them; without it those objects are lost. Throws where the file is not a key.
 */
export async function readVolumeKey(root: string): Promise<KeyObject> {
  const path = join(root, 'volume.key');
  try {
    return keyOf(await readFile(path, 'utf8'), path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  // Whole or absent: a torn key would be a lost one.
  const fresh = `${path}.${randomBytes(6).toString('hex')}`;
  const text = `${randomBytes(keyBytes).toString('base64')}\n`;
  try {
    const file = await open(fresh, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(fresh, path);
    await syncDirectory(root);
  } finally {
    await rm(fresh, { force: true });
  }
  return keyOf(text, path);
}

function keyOf(text: string, path: string): KeyObject {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== keyBytes) throw new Error(`${path} does not hold a key of ${keyBytes} bytes in base64`);
  return createSecretKey(key);
}

async function syncDirectory(path: string): Promise<void> {
  // Windows has no handle to a directory; there a rename is durable with the journal of the file system.
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
