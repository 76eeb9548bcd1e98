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
  if (body.size !== undefined && body.size > options.mostBytes) throw malformed();
  const pieces: Buffer[] = [];
  let size = 0;
  await receiveBody(context, body, {
    write(chunk) {
      size += chunk.byteLength;
      if (size > options.mostBytes) throw malformed();
      // Copied, as a sink may keep a chunk only until it answers.
      pieces.push(Buffer.from(chunk));
      return Promise.resolve();
    },
  });
  if (size === 0) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch (cause) {
    throw new S3Error('MalformedXML', { cause });
  }
  return parseXml(text, options.root);
}
