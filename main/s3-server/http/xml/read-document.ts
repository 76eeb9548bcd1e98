import { S3Error } from '../../errors/index.ts';
import { receiveBody, type IncomingBody, type OperationContext } from '../../operations/index.ts';
import { malformed, parseXml, type XmlElement } from './xml-reader.ts';

/**
 * Reads a small XML body whole, with all that the client promised about its bytes verified. Throws MalformedXML where it is
 * longer than `mostBytes`, is not UTF-8, or is not XML with this root; undefined for an empty body.
 */
export async function readDocument(
  context: OperationContext,
  body: IncomingBody,
  options: { root: string; mostBytes: number },
): Promise<XmlElement | undefined> {
  const text = await readText(context, body, options);
  if (text === undefined) throw malformed();
  return text === '' ? undefined : parseXml(text, options.root);
}

/** A small body as text, verified; undefined where it is longer than `mostBytes`. Throws MalformedXML where it is not UTF-8. */
export async function readText(
  context: OperationContext,
  body: IncomingBody,
  options: { mostBytes: number },
): Promise<string | undefined> {
  if (body.size !== undefined && body.size > options.mostBytes) return undefined;
  const pieces: Buffer[] = [];
  let size = 0;
  // What is too long is read to its end and dropped: only then is it known whether the client's promises hold.
  await receiveBody(context, body, {
    write(chunk) {
      size += chunk.byteLength;
      // Copied, as a sink may keep a chunk only until it answers.
      if (size <= options.mostBytes) pieces.push(Buffer.from(chunk));
      else if (size > 2 * options.mostBytes + 1024 * 1024) throw malformed();
      return Promise.resolve();
    },
  });
  if (size > options.mostBytes) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch (cause) {
    throw new S3Error('MalformedXML', { cause });
  }
}
