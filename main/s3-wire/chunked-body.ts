import { WireFault } from './wire-errors.ts';

export interface ChunkedBody {
  /** Hands the bytes of the body on; answers how many bytes of `input` belonged to it, and whether it has ended. */
  feed(input: Uint8Array, use: (bytes: Uint8Array) => void): { readonly used: number; readonly ended: boolean };
}

/** Sizes, extensions and trailers are short; a store that goes on and on is not waited for. Bytes. */
const longestLine = 8 * 1024;
const mostTrailers = 64;

/** https://www.rfc-editor.org/rfc/rfc9112#section-7.1 */
export function createChunkedBody(): ChunkedBody {
  let state: 'size' | 'data' | 'after' | 'trailer' = 'size';
  let left = 0;
  let line = '';
  let trailers = 0;
  const fault = (what: string) => new WireFault('HPE_INVALID_CHUNK_SIZE', what);

  return {
    feed(input, use) {
      let at = 0;
      while (at < input.length) {
        if (state === 'data') {
          const piece = input.subarray(at, at + left);
          use(piece);
          at += piece.length;
          left -= piece.length;
          if (left === 0) state = 'after';
          continue;
        }
        const end = input.indexOf(10, at);
        const upTo = end < 0 ? input.length : end;
        line += Buffer.from(input.buffer, input.byteOffset + at, upTo - at).toString('latin1');
        if (line.length > longestLine) throw fault('a line between chunks does not end');
        at = end < 0 ? input.length : end + 1;
        if (end < 0) break;
        const whole = line.endsWith('\r') ? line.slice(0, -1) : line;
        line = '';
        if (state === 'after') {
          if (whole !== '') throw fault('a chunk is longer than it said');
          state = 'size';
        } else if (state === 'size') {
          const size = /^([0-9a-fA-F]{1,12})[ \t]*(?:;.*)?$/.exec(whole)?.[1];
          if (size === undefined) throw fault('the size of a chunk cannot be read');
          left = Number.parseInt(size, 16);
          state = left === 0 ? 'trailer' : 'data';
        } else {
          if (whole === '') return { used: at, ended: true };
          trailers += 1;
          if (trailers > mostTrailers) throw fault('the trailers do not end');
        }
      }
      return { used: at, ended: false };
    },
  };
}
