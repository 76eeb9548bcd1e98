import type { S3Error } from '../../errors/index.ts';
import type { RawBody } from './raw-body.ts';

/** A body that is not opened before somebody asks for it: most requests have none. */
export class LazyBody implements RawBody {
  readonly #open: () => RawBody;
  #body: RawBody | undefined;

  constructor(open: () => RawBody) {
    this.#open = open;
  }

  get chunks(): AsyncIterable<Buffer> {
    return this.#opened().chunks;
  }

  get received(): number {
    return this.#body?.received ?? 0;
  }

  release(): void {
    this.#body?.release();
  }

  fail(error: S3Error): void {
    this.#opened().fail(error);
  }

  #opened(): RawBody {
    return (this.#body ??= this.#open());
  }
}
