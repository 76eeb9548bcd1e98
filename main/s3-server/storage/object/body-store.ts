import { constants } from 'node:fs';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { S3Error } from '../../errors/index.ts';
import type { SlabPool } from '../../../base/index.ts';
import type { CommitQueue } from '../commit-queue.ts';
import type { FileSystem } from '../file-system.ts';
import { BytesReader, FileReader } from '../segment-reader.ts';
import type { ObjectReader } from '../storage.ts';
import type { UploadIndex } from '../upload-index.ts';
import type { DataFiles } from './data-files.ts';
import type { ObjectIndex } from './object-index.ts';
import type { ObjectRow } from './object-row.ts';

export interface BodyStoreParts {
  readonly database: DatabaseSync;
  readonly commits: CommitQueue;
  readonly objects: ObjectIndex;
  readonly uploads: UploadIndex;
  readonly data: DataFiles;
  readonly files: FileSystem;
  readonly pool: SlabPool;
}

/** Files that a transaction let go of; `reclaim` is called once it has committed. */
export interface Discarded {
  readonly body: number;
  readonly files: readonly string[];
}

/**
 * Bodies by number: which files hold one, who reads it, and when its files may go. Files that a commit lets go of are
 * written down in the same transaction (`garbage`) and unlinked after it, once nobody reads them, so that neither a crash
 * in between nor Windows, which cannot unlink an open file, leaves one behind.
 */
export class BodyStore {
  readonly #parts: BodyStoreParts;
  readonly #addGarbage: StatementSync;
  readonly #dropGarbage: StatementSync;
  readonly #allGarbage: StatementSync;
  readonly #share: StatementSync;
  readonly #unshare: StatementSync;
  readonly #unshared: StatementSync;
  readonly #readers = new Map<number, number>();
  readonly #deferred = new Map<number, string[]>();
  readonly #unlinked: string[] = [];
  readonly #running = new Set<Promise<void>>();
  #last: number;

  constructor(parts: BodyStoreParts) {
    this.#parts = parts;
    const { database } = parts;
    this.#addGarbage = database.prepare('INSERT OR IGNORE INTO garbage (file) VALUES (?)');
    this.#dropGarbage = database.prepare('DELETE FROM garbage WHERE file = ?');
    this.#allGarbage = database.prepare('SELECT file FROM garbage');
    this.#share = database.prepare(
      'INSERT INTO shared_bodies (body, extra) VALUES (?, 1) ON CONFLICT (body) DO UPDATE SET extra = extra + 1',
    );
    this.#unshare = database.prepare('UPDATE shared_bodies SET extra = extra - 1 WHERE body = ?');
    this.#unshared = database.prepare('DELETE FROM shared_bodies WHERE body = ? AND extra = 0');
    const row = database
      .prepare(
        `SELECT max(coalesce((SELECT max(body) FROM inline_bodies), 0), coalesce((SELECT max(body) FROM segments), 0),
                    coalesce((SELECT max(body) FROM uploads), 0)) AS last`,
      )
      .get() as { last: number };
    this.#last = row.last;
  }

  newBody(): number {
    this.#last += 1;
    return this.#last;
  }

  /** In a transaction: one more row names a body. */
  share(body: number | null): void {
    if (body !== null) this.#share.run(body);
  }

  /** In a transaction: a row that named a body is gone; the last one takes the body out of the index. */
  discard(body: number | null): Discarded | undefined {
    if (body === null) return undefined;
    if (this.#unshare.run(body).changes !== 0) {
      this.#unshared.run(body);
      return undefined;
    }
    if (this.#parts.objects.dropInline(body)) return undefined;
    return this.discardFiles(body, this.#parts.uploads.dropSegments(body));
  }

  /** In a transaction: files that are no longer segments of a body. */
  discardFiles(body: number, files: readonly string[]): Discarded | undefined {
    for (const gone of this.#unlinked.splice(0)) this.#dropGarbage.run(gone);
    for (const file of files) this.#addGarbage.run(file);
    return files.length === 0 ? undefined : { body, files };
  }

  /** After the transaction: unlinks now, or when the last reader of the body has closed. */
  reclaim(discarded: Discarded | undefined): void {
    if (discarded === undefined) return;
    if (this.#readers.has(discarded.body)) {
      this.#deferred.set(discarded.body, [...(this.#deferred.get(discarded.body) ?? []), ...discarded.files]);
    } else {
      this.#unlink(discarded.files);
    }
  }

  /** Opens the bytes of a row that was read in this same turn of the event loop. */
  async open(row: ObjectRow): Promise<ObjectReader> {
    const { body, record } = row;
    const { objects, uploads, data, files, pool } = this.#parts;
    if (body === null) return new BytesReader(record, Buffer.alloc(0));
    const bytes = objects.inline(body);
    if (bytes !== undefined) return new BytesReader(record, bytes);
    const segments = uploads.segments(body).map(({ file, size }) => ({ path: data.pathOf(file), size }));
    this.#readers.set(body, (this.#readers.get(body) ?? 0) + 1);
    const released = (): void => this.#release(body);
    try {
      const first = await files.open(segments[0]?.path ?? '', constants.O_RDONLY);
      return new FileReader(record, { files, pool, segments, first, released });
    } catch (cause) {
      released();
      throw new S3Error('ServiceUnavailable', { cause });
    }
  }

  /** What an earlier run had let go of and not unlinked. Call before the first commit. */
  async collectGarbage(): Promise<void> {
    for (const { file } of this.#allGarbage.all() as { file: string }[]) {
      await this.#parts.data.unlink(file);
      this.#unlinked.push(file);
    }
    await this.#forgetUnlinked();
  }

  async close(): Promise<void> {
    await Promise.all(this.#running);
    await this.#forgetUnlinked();
  }

  async #forgetUnlinked(): Promise<void> {
    if (this.#unlinked.length === 0) return;
    await this.#parts.commits.run(
      () => {
        for (const gone of this.#unlinked.splice(0)) this.#dropGarbage.run(gone);
      },
      { frees: true },
    );
  }

  #release(body: number): void {
    const count = (this.#readers.get(body) ?? 1) - 1;
    if (count > 0) {
      this.#readers.set(body, count);
      return;
    }
    this.#readers.delete(body);
    const files = this.#deferred.get(body);
    this.#deferred.delete(body);
    if (files !== undefined) this.#unlink(files);
  }

  #unlink(files: readonly string[]): void {
    const work = (async () => {
      for (const file of files) {
        try {
          await this.#parts.data.unlink(file);
          this.#unlinked.push(file);
        } catch {
          // Its garbage row stays, and the next start tries again.
        }
      }
    })();
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }
}
