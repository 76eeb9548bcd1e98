import { createReadStream } from 'node:fs';
import { type FileHandle, constants, open, realpath, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../../preload/contract/index.ts';
import type { ObjectHead, Volume } from '../volumes/index.ts';
import { sourceError } from './verdict.ts';

/** Bytes of a known size that can be read from any place: a local file, or an object of another store. */
export interface ByteSource {
  readonly size: number;
  /** Reading it twice costs little. */
  readonly local: boolean;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** Equal for equal bytes as far as the source can tell: parts sent for another identity are of no use. */
  readonly identity: string;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
  /** Fills all of `into` from `offset` on; SOURCE_CHANGED where there are fewer bytes. */
  read(offset: number, into: Uint8Array, signal: AbortSignal): Promise<void>;
  /** The same as a stream, for what is too large to hold. */
  stream(offset: number, length: number, signal: AbortSignal): Promise<Readable>;
  /** Rejects with SOURCE_CHANGED where the source is not what it was when it was opened. */
  assertSame(): Promise<void>;
  close(): Promise<void>;
}

const linkless = constants.O_NOFOLLOW ?? 0;
const patient = constants.O_NONBLOCK ?? 0;

async function identityOf(target: FileHandle | string): Promise<{ identity: string; size: number; modified: number }> {
  const facts = typeof target === 'string' ? await stat(target, { bigint: true }) : await target.stat({ bigint: true });
  if (!facts.isFile()) throw new AppError('SOURCE_UNREADABLE', { reason: 'not a file' });
  return {
    identity: `${facts.dev}:${facts.ino}:${facts.size}:${facts.mtimeNs}`,
    size: Number(facts.size),
    modified: Number(facts.mtimeMs),
  };
}

/**
 * Opens a file below one of the folders that the user granted. A link is read where it leads to inside that folder, and
 * refused where it leads out; pipes and devices are refused without waiting for them.
 * SOURCE_VANISHED, SOURCE_UNREADABLE.
 */
export async function openLocal(options: {
  readonly path: string;
  readonly root: string;
  /** Where `root` really is, for one who asked before. */
  readonly realRoot?: string | undefined;
  readonly contentType?: string | undefined;
}): Promise<ByteSource> {
  const { path, root } = options;
  let handle: FileHandle | undefined;
  try {
    const real = await realpath(path);
    const realRoot = options.realRoot ?? (await realpath(root));
    if (real !== realRoot && !real.startsWith(realRoot.endsWith(sep) ? realRoot : realRoot + sep)) {
      throw new AppError('SOURCE_UNREADABLE', { path, reason: 'link' });
    }
    const opened = await open(real, constants.O_RDONLY | linkless | patient);
    handle = opened;
    const facts = await identityOf(opened);
    return {
      ...facts,
      local: true,
      contentType: options.contentType,
      metadata: {},
      async read(offset, into) {
        let have = 0;
        while (have < into.length) {
          const { bytesRead } = await opened
            .read(into, have, into.length - have, offset + have)
            .catch((cause: unknown) => Promise.reject(sourceError(cause, path)));
          if (bytesRead === 0) throw new AppError('SOURCE_CHANGED', { path });
          have += bytesRead;
        }
      },
      stream(offset, length, signal) {
        if (length === 0) return Promise.resolve(Readable.from([]));
        return Promise.resolve(
          createReadStream(path, {
            fd: opened,
            start: offset,
            end: offset + length - 1,
            autoClose: false,
            highWaterMark: 256 * 1024,
            signal,
          }),
        );
      },
      async assertSame() {
        // The file that has the name now; where it is the same one, so is what was opened.
        const there = await identityOf(real).catch(() => undefined);
        if (there?.identity !== facts.identity) {
          throw new AppError('SOURCE_CHANGED', { path });
        }
      },
      close: () => opened.close(),
    };
  } catch (cause) {
    await handle?.close();
    throw sourceError(cause, path);
  }
}

/** An object of another store. It is held by its ETag: a new version in between is SOURCE_CHANGED. */
export function openObject(volume: Volume, bucket: string, head: ObjectHead): ByteSource {
  const { key, size, etag } = head;
  const ranged = (offset: number, length: number) => {
    const range = { first: offset, last: offset + length - 1 };
    return { bucket, key, range, ifMatch: etag || undefined };
  };
  const held = <T>(call: Promise<T>): Promise<T> =>
    call.catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'OBJECT_CHANGED') {
        throw new AppError('SOURCE_CHANGED', { key }, { cause: error });
      }
      throw error;
    });
  return {
    size,
    local: false,
    modified: head.modified,
    identity: `${etag}:${size}`,
    contentType: head.contentType,
    metadata: head.metadata,
    async read(offset, into, signal) {
      if (into.length === 0) return;
      let have = 0;
      await held(
        volume.receive({
          ...ranged(offset, into.length),
          signal,
          into: (body) => {
            if (body.length !== into.length) throw new AppError('STORE_BROKEN_ANSWER', { key });
            return {
              write(bytes) {
                into.set(bytes, have);
                have += bytes.length;
                return Promise.resolve();
              },
            };
          },
        }),
      );
    },
    async stream(offset, length, signal) {
      if (length === 0) return Readable.from([]);
      return (await held(volume.get({ ...ranged(offset, length), signal }))).stream;
    },
    async assertSame() {
      const now = await volume.head({ bucket, key });
      if (now.etag !== etag || now.size !== size) throw new AppError('SOURCE_CHANGED', { key });
    },
    close: () => Promise.resolve(),
  };
}

/** Nothing at all: an empty file, or the object that stands for an empty folder. */
export function emptySource(modified: number, contentType?: string): ByteSource {
  return {
    size: 0,
    local: true,
    modified,
    identity: 'empty',
    contentType,
    metadata: {},
    read: () => Promise.resolve(),
    stream: () => Promise.resolve(Readable.from([])),
    assertSame: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
