import { asS3Error } from '../failure.ts';
import type { FileWriter } from '../file-writer.ts';
import type { ByteWriter } from '../storage.ts';
import type { DataFiles } from './data-files.ts';

/** Where the bytes of a finished writer are. */
export type Landed =
  | { readonly kind: 'none' }
  | { readonly kind: 'inline'; readonly bytes: Buffer }
  | { readonly kind: 'file'; readonly file: string };

export interface DataWriterOptions<Commit, Result> {
  readonly data: DataFiles;
  /** Bodies up to this many bytes are kept in the index; 0 for never. */
  readonly inlineLimit: number;
  /** Puts the landed bytes into the index. Where it rejects, the file goes. */
  readonly land: (landed: Landed, size: number, commit: Commit) => Promise<Result>;
}

/**
 * Holds a small body in memory, since it will be a row of the index, and begins a temporary file as soon as it is more.
 */
export class DataWriter<Commit, Result> implements ByteWriter<Commit, Result> {
  readonly #options: DataWriterOptions<Commit, Result>;
  #small: Buffer[] = [];
  #smallBytes = 0;
  #file: FileWriter | undefined;
  #spent = false;

  constructor(options: DataWriterOptions<Commit, Result>) {
    this.#options = options;
  }

  get size(): number {
    return this.#file?.size ?? this.#smallBytes;
  }

  async write(chunk: Uint8Array): Promise<void> {
    this.#demandUnspent();
    try {
      if (this.#file === undefined && this.#smallBytes + chunk.length <= this.#options.inlineLimit) {
        this.#small.push(Buffer.from(chunk));
        this.#smallBytes += chunk.length;
        return;
      }
      const file = await this.#spill();
      await file.write(chunk);
    } catch (error) {
      throw asS3Error(error);
    }
  }

  async commit(input: Commit): Promise<Result> {
    this.#demandUnspent();
    this.#spent = true;
    const { data, inlineLimit, land } = this.#options;
    let placed: string | undefined;
    try {
      const size = this.size;
      if (this.#file === undefined && inlineLimit > 0) {
        const [only] = this.#small;
        const bytes = only && this.#small.length === 1 ? only : Buffer.concat(this.#small);
        return await land(size === 0 ? { kind: 'none' } : { kind: 'inline', bytes }, size, input);
      }
      const file = await this.#spill();
      placed = await data.place(file);
      return await land({ kind: 'file', file: placed }, size, input);
    } catch (error) {
      // What cannot be removed now is swept after the next start; the first failure is the one to tell.
      if (placed !== undefined) await Promise.allSettled([data.unlink(placed)]);
      else await this.#file?.discard();
      throw asS3Error(error);
    }
  }

  async abort(): Promise<void> {
    if (this.#spent) return;
    this.#spent = true;
    this.#small = [];
    await this.#file?.discard();
  }

  async #spill(): Promise<FileWriter> {
    if (this.#file !== undefined) return this.#file;
    const file = await this.#options.data.begin();
    this.#file = file;
    for (const chunk of this.#small) await file.write(chunk);
    this.#small = [];
    return file;
  }

  #demandUnspent(): void {
    if (this.#spent) throw new Error('The writer was committed or aborted before.');
  }
}
