/** Reads an object by ranges, within a budget: a preview never fetches or holds more than it was meant to. */
export interface ObjectBytes {
  /** Bytes in the whole object. */
  readonly size: number;
  /**
   * Bytes `start` to `end` (exclusive, cut at the object's end).
   * @throws PreviewLimit where the object asks for more than the budget; Error where the host does not answer with them.
   */
  read(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** The object would need more bytes than a preview may read. */
export class PreviewLimit extends Error {
  override readonly name = 'PreviewLimit';
}

export interface ObjectBytesOptions {
  readonly size: number;
  /** Asks for an address to read from; asked again when the one before has expired. */
  readonly address: (signal: AbortSignal) => Promise<string>;
  readonly fetch?: typeof globalThis.fetch;
  readonly signal: AbortSignal;
}

/** Of one read, and of all reads of one preview, in bytes. */
export const budget = { oneRead: 16 * 1024 * 1024, allReads: 96 * 1024 * 1024 };

export function createObjectBytes({
  size,
  address,
  fetch = globalThis.fetch.bind(globalThis),
  signal,
}: ObjectBytesOptions): ObjectBytes {
  let url: Promise<string> | undefined;
  let left = budget.allReads;

  const ask = async (start: number, end: number): Promise<Response> => {
    url ??= address(signal);
    return fetch(await url, { signal, headers: { range: `bytes=${start}-${end - 1}` } });
  };
  return {
    size,
    async read(start, wanted) {
      const end = Math.min(wanted, size);
      const length = end - start;
      if (!Number.isSafeInteger(start) || start < 0 || length < 0)
        throw new RangeError(`no bytes ${start} to ${wanted}`);
      if (length === 0) return new Uint8Array(0);
      if (length > budget.oneRead || length > left) throw new PreviewLimit(`${length} bytes are too many to look at`);
      left -= length;
      let answer = await ask(start, end);
      if (answer.status === 403) {
        await answer.body?.cancel();
        url = undefined;
        answer = await ask(start, end);
      }
      if (answer.status !== 206 && !(answer.status === 200 && start === 0 && end === size)) {
        await answer.body?.cancel();
        throw new Error(`the preview was answered with ${answer.status}`);
      }
      const bytes = new Uint8Array(await answer.arrayBuffer());
      if (bytes.length !== length) throw new Error(`${bytes.length} of ${length} bytes came`);
      return bytes;
    },
  };
}
