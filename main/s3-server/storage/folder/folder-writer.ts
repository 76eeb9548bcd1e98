import { asS3Error } from '../failure.ts';
import type { FileWriter } from '../file-writer.ts';
import type { ByteWriter } from '../storage.ts';
import { cannotHold } from './folder-names.ts';

export interface FolderWriterOptions<Commit, Result> {
  readonly begin: () => Promise<FileWriter>;
  /** Makes the bytes visible. Where it rejects, what is left of the temporary file goes. */
  readonly land: (file: FileWriter, commit: Commit) => Promise<Result>;
}

/** Bytes on their way into a file of the folder. */
export class FolderWriter<Commit, Result> implements ByteWriter<Commit, Result> {
  readonly #options: FolderWriterOptions<Commit, Result>;
  #file: FileWriter | undefined;
  #spent = false;

  constructor(options: FolderWriterOptions<Commit, Result>) {
    this.#options = options;
  }

  get size(): number {
    return this.#file?.size ?? 0;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#spent) throw new Error('The writer was committed or aborted before.');
    try {
      this.#file ??= await this.#options.begin();
      await this.#file.write(chunk);
    } catch (error) {
      throw asS3Error(error);
    }
  }

  async commit(input: Commit): Promise<Result> {
    if (this.#spent) throw new Error('The writer was committed or aborted before.');
    this.#spent = true;
    try {
      this.#file ??= await this.#options.begin();
      return await this.#options.land(this.#file, input);
    } catch (error) {
      await this.#file?.discard();
      throw asS3Error(error);
    }
  }

  async abort(): Promise<void> {
    if (this.#spent) return;
    this.#spent = true;
    await this.#file?.discard();
  }
}

/** A key that ends in `/` is a directory, which holds no bytes. */
export class DirectoryWriter<Commit, Result> implements ByteWriter<Commit, Result> {
  readonly size = 0;
  readonly #land: (commit: Commit) => Promise<Result>;

  constructor(land: (commit: Commit) => Promise<Result>) {
    this.#land = land;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (chunk.length > 0) throw cannotHold('it ends in ‘/’, so it is a directory, and a directory holds no bytes');
  }

  async commit(input: Commit): Promise<Result> {
    try {
      return await this.#land(input);
    } catch (error) {
      throw asS3Error(error);
    }
  }

  async abort(): Promise<void> {}
}
