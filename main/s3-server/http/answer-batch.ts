import type { ServerResponse } from 'node:http';

/** Ends answers whose bytes are in memory. */
export interface AnswerBatch {
  /** The head has been given to the response; `bytes` is all of the body. */
  end(response: ServerResponse, bytes: Buffer | undefined): void;
}

/**
 * Answers that are ready within one turn of the event loop go out one right after the other, at its end. A client that waits
 * is woken by the first of them and finds the others, which by themselves would each wake it (a quarter of what a small GET
 * costs the system).
 */
export function createAnswerBatch(): AnswerBatch {
  let ready: { readonly response: ServerResponse; readonly bytes: Buffer | undefined }[] = [];
  const flush = (): void => {
    const batch = ready;
    ready = [];
    for (const { response, bytes } of batch) {
      try {
        response.end(bytes);
      } catch (error) {
        // Of this one alone: the others of the batch are answered.
        response.destroy(error instanceof Error ? error : new Error('an answer could not be sent', { cause: error }));
      }
    }
  };
  return {
    end(response, bytes) {
      if (ready.push({ response, bytes }) === 1) setImmediate(flush);
    },
  };
}
