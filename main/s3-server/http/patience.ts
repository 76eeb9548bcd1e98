import type { ServerResponse } from 'node:http';
import type { Answer } from './answer.ts';
import { letterheadHeaders, type Letterhead } from './send-answer.ts';
import { xmlHead } from './xml/xml-writer.ts';

export interface Patience {
  /** Ends the waiting; true where the head of a 200 is out, and the answer can only be finished by `finishWaiting`. */
  stop(): boolean;
}

/** Well below the 60 s that common clients wait for a byte. */
export const patienceMs = 15_000;

/**
 * Copies and completions may take longer than clients wait for a first byte. S3 sends them a 200 and white space until the
 * outcome is there; what fails then is an `Error` in the body of that 200.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html
 */
export function keepWaiting(
  response: ServerResponse,
  letterhead: Letterhead,
  options: { everyMs: number; mayBegin: () => boolean },
): Patience {
  let begun = false;
  const timer = setInterval(() => {
    if (begun) response.write(' ');
    else if (options.mayBegin() && !response.headersSent) {
      begun = true;
      response.writeHead(200, [...letterheadHeaders(letterhead), 'Content-Type', 'application/xml']);
      response.write(xmlHead);
    }
  }, options.everyMs);
  timer.unref();
  return {
    stop() {
      clearInterval(timer);
      return begun;
    },
  };
}

/** Resolves with the bytes of the document; its headers have no place any more. */
export function finishWaiting(response: ServerResponse, { body }: Answer): Promise<number> {
  const text = typeof body === 'string' ? body : '';
  const rest = Buffer.from(text.startsWith(xmlHead) ? text.slice(xmlHead.length) : text, 'utf8');
  return new Promise((resolve) => {
    response.once('close', () => resolve(rest.length));
    response.end(rest, () => resolve(rest.length));
  });
}
