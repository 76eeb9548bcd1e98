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
  /** Exactly `length` bytes; SOURCE_CHANGED where there are fewer. */
  read(offset: number, length: number, signal: AbortSignal): Promise<Buffer>;
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
  readonly contentType?: string | undefined;
}): Promise<ByteSource> {
  const { path, root } = options;
  let handle: FileHandle | undefined;
  try {
    const real = await realpath(path);
    const realRoot = await realpath(root);
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
      async read(offset, length) {
        const buffer = Buffer.allocUnsafe(length);
        let have = 0;
        while (have < length) {
          const { bytesRead } = await opened
            .read(buffer, have, length - have, offset + have)
            .catch((cause: unknown) => Promise.reject(sourceError(cause, path)));
          if (bytesRead === 0) throw new AppError('SOURCE_CHANGED', { path });
          have += bytesRead;
        }
        return buffer;
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
        const [now, there] = await Promise.all([identityOf(opened), identityOf(real).catch(() => undefined)]);
        if (now.identity !== facts.identity || there?.identity !== facts.identity) {
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
  const get = async (offset: number, length: number, signal: AbortSignal) => {
    try {
      const range = { first: offset, last: offset + length - 1 };
      return await volume.get({ bucket, key, range, ifMatch: etag || undefined, signal });
    } catch (error) {
      if (error instanceof AppError && error.code === 'OBJECT_CHANGED') {
        throw new AppError('SOURCE_CHANGED', { key }, { cause: error });
      }
      throw error;
    }
  };
  return {
    size,
    local: false,
    modified: head.modified,
    identity: `${etag}:${size}`,
    contentType: head.contentType,
    metadata: head.metadata,
    async read(offset, length, signal) {
      if (length === 0) return Buffer.alloc(0);
      const body = await get(offset, length, signal);
      const buffer = Buffer.allocUnsafe(length);
      let have = 0;
      for await (const chunk of body.stream as AsyncIterable<Buffer>) {
        if (have + chunk.length > length) throw new AppError('STORE_BROKEN_ANSWER', { key });
        have += chunk.copy(buffer, have);
      }
      if (have !== length) throw new AppError('STORE_BROKEN_ANSWER', { key });
      return buffer;
    },
    async stream(offset, length, signal) {
      return length === 0 ? Readable.from([]) : (await get(offset, length, signal)).stream;
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
    read: () => Promise.resolve(Buffer.alloc(0)),
    stream: () => Promise.resolve(Readable.from([])),
    assertSame: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };
}
