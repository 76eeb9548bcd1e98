import type { AnswerHead } from './answer-head.ts';
import { textOf } from './scan-listing.ts';
import { scanXml } from './scan-xml.ts';
import { WireFault, WireRefusal } from './wire-errors.ts';

const fields = new Set(['Code', 'Message', 'Region', 'ServerTime', 'RequestId', 'Endpoint']);

/** The members of S3's error document, or undefined where the body is none. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export function readError(body: Uint8Array): Readonly<Record<string, string>> | undefined {
  const found: Record<string, string> = {};
  let root = '';
  let inside = '';
  try {
    scanXml(textOf(body), {
      open(name, depth) {
        if (depth === 0) root = name;
        if (depth === 1) inside = name;
      },
      close(name, depth, text) {
        // Some stores wrap it in ErrorResponse.
        const here = depth === 1 || (depth === 2 && inside === 'Error');
        if (here && fields.has(name) && text !== '') found[name] ??= text;
      },
    });
  } catch (error) {
    if (error instanceof WireFault) return undefined;
    throw error;
  }
  return root === 'Error' || root === 'ErrorResponse' ? found : undefined;
}

/** What a store refused a call with, from its head and its (bounded) body. */
export function refusalOf(head: AnswerHead, body: Uint8Array, status = head.status): WireRefusal {
  const said = body.length === 0 ? undefined : readError(body);
  return new WireRefusal({
    status,
    headers: head.headers,
    code: said?.['Code'],
    region: said?.['Region'],
    serverTime: said?.['ServerTime'],
    requestId: said?.['RequestId'] ?? head.headers['x-amz-request-id'],
    said: said?.['Message'],
  });
}
