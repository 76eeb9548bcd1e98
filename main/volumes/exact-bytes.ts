import { Readable } from 'node:stream';

/**
 * Passes a stream on and holds it to its announced size: it fails instead of ending short or running over, and every
 * failure of the source goes through `translate`. Destroying it destroys the source.
 */
export function exactBytes(
  source: Readable,
  size: number,
  translate: (problem: { readonly error?: unknown; readonly seen: number }) => Error,
): Readable {
  let seen = 0;
  let over = false;
  const passed = new Readable({
    read() {
      source.resume();
    },
    destroy(error, done) {
      over = true;
      source.destroy();
      done(error);
    },
  });
  const fail = (problem: { error?: unknown; seen: number }) => {
    if (over) return;
    over = true;
    passed.destroy(translate(problem));
  };
  source.pause();
  source.on('data', (chunk: Uint8Array) => {
    if (over) return;
    seen += chunk.byteLength;
    if (seen > size) return fail({ seen });
    if (!passed.push(chunk)) source.pause();
  });
  source.on('end', () => {
    if (over) return;
    if (seen !== size) return fail({ seen });
    over = true;
    passed.push(null);
  });
  source.on('error', (error) => fail({ error, seen }));
  source.on('close', () => fail({ seen }));
  return passed;
}
