import { document } from './xml/xml-writer.ts';

/** Bytes of an answer that come from a reader; whoever sends it closes it. */
export interface AnswerStream {
  /** Bytes, exactly. */
  readonly length: number;
  readonly chunks: AsyncIterable<Buffer>;
  close(): Promise<void>;
}

export type AnswerHeader = readonly [name: string, value: string];

/** What goes back over HTTP, before the headers that every answer has. Bytes are the answer's from now on. */
export interface Answer {
  readonly status: number;
  readonly headers: readonly AnswerHeader[];
  readonly body?: string | Buffer | AnswerStream;
}

export function emptyAnswer(status: number, headers: readonly AnswerHeader[] = []): Answer {
  return { status, headers };
}

/** A 200 with S3's XML: the root element in S3's namespace around `inner`. */
export function xmlAnswer(root: string, inner: string, headers: readonly AnswerHeader[] = []): Answer {
  return { status: 200, headers: [['Content-Type', 'application/xml'], ...headers], body: document(root, inner) };
}
