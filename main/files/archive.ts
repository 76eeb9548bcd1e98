import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Selection } from '../../preload/contract/index.ts';
import { findObjects, toLocalPath } from '../transfers/index.ts';
import type { Volume } from '../volumes/index.ts';

export interface ArchiveOptions {
  readonly volume: Volume;
  readonly bucket: string;
  readonly base: string;
  readonly selection: Selection;
  readonly signal: AbortSignal;
}

/**
 * A selection as one ZIP, object after object with only one body open at a time; ZIP64 where sizes need it, UTF-8 names that
 * stay inside the folder they are unpacked to. Where the store fails midway the stream fails: the receiver sees a download
 * that broke off, never an archive that looks whole.
 */
export function archiveOf(options: ArchiveOptions): Readable {
  const zip = new ZipFile();
  const out = zip.outputStream as Readable;
  fill(zip, options, out).catch((error: unknown) => {
    out.destroy(error instanceof Error ? error : new Error('the archive failed', { cause: error }));
  });
  return out;
}

async function fill(zip: ZipFile, options: ArchiveOptions, out: Readable): Promise<void> {
  const { volume, bucket, base, selection, signal } = options;
  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  out.once('close', () => stop.abort());
  for await (const { found } of findObjects({ volume, bucket, selection, facts: true, signal: either })) {
    for (const { key, size, modified, etag } of found) {
      either.throwIfAborted();
      const name = entryName(key.startsWith(base) ? key.slice(base.length) : key);
      if (name === undefined) continue;
      const mtime = new Date(modified || Date.now());
      if (name.endsWith('/') && size === 0) {
        zip.addEmptyDirectory(name.slice(0, -1), { mtime });
        continue;
      }
      const body = await volume.get({ bucket, key, ifMatch: etag || undefined, signal: either });
      // The archive takes the bytes as they are: the store has told their size, and most are compressed already.
      zip.addReadStream(body.stream, name, { mtime, size: body.size, compress: false, mode: 0o100644 });
      await Promise.race([finished(body.stream), closed(out)]);
    }
  }
  zip.end();
}

/** Rejects when nobody takes the archive any more, so that a body that is not read does not wait for ever. */
const closed = (out: Readable): Promise<never> =>
  new Promise((_resolve, reject) => {
    if (out.destroyed) reject(new Error('nobody takes the archive'));
    else out.once('close', () => reject(new Error('nobody takes the archive')));
  });

/** Never absolute, no `.` or `..`, no backslash; undefined for the folder itself and for names no archive can hold. */
function entryName(path: string): string | undefined {
  if (path === '') return undefined;
  const folder = path.endsWith('/');
  const name = toLocalPath(folder ? path.slice(0, -1) : path, 'posix')?.replaceAll('\\', '%5C');
  return name === undefined || Buffer.byteLength(name) > 65_000 ? undefined : folder ? `${name}/` : name;
}
