import type { IncomingBody, OperationContext } from '../operations/index.ts';
import type { Caller } from '../access/index.ts';
import { headerListOf, type HeaderList } from './header-list.ts';
import type { RequestTarget } from './request-target.ts';
import type { Authentication } from './sigv4/authenticate.ts';

/** A request that was authenticated and routed: what a route reads its operation's input from. */
export interface S3Request {
  readonly method: string;
  readonly target: RequestTarget;
  /** The headers; for a presigned request also `x-amz-` parameters that the signer moved into the query. */
  readonly headers: HeaderList;
  readonly authentication: Authentication;
  readonly context: OperationContext;
  /** Empty at the service level. */
  readonly bucket: string;
  /** Empty at the service and bucket levels. */
  readonly key: string;
  /**
   * Who signed a form, with the facts of its fields in the place of headers. Throws InvalidArgument, InvalidAccessKeyId,
   * SignatureDoesNotMatch.
   */
  enterForm(fields: ReadonlyMap<string, string>, headers: HeaderList): Promise<Caller>;
  /** Asks the quota for the object that a form puts. Throws QuotaExceeded. */
  admitForm(key: string): Promise<void>;
  /** The body with framing and promises read from the headers; once only. */
  openBody(options?: { needsLength: boolean }): IncomingBody;
}

const authParameters =
  /^x-amz-(?:algorithm|credential|signature|date|signedheaders|expires|security-token|content-sha256|checksum-.*|sdk-checksum-algorithm|trailer|copy-source.*)$/;

/**
 * Signers may move `x-amz-` headers into a presigned query, where the signature covers them. Checksums are not taken from
 * there: SDKs put the checksum of an empty body, as they do not know the body yet.
 */
export function withHoistedHeaders(headers: HeaderList, target: RequestTarget): HeaderList {
  const hoisted = new Map<string, string>();
  for (const [name, value] of target.query.pairs) {
    const lower = name.toLowerCase();
    if (lower.startsWith('x-amz-') && !authParameters.test(lower)) {
      hoisted.set(lower, Buffer.from(value, 'utf8').toString('latin1'));
    }
  }
  if (hoisted.size === 0) return headers;
  for (const [name, value] of headers.entries) hoisted.set(name, value);
  return headerListOf(hoisted);
}
