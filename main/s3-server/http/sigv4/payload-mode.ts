import { S3Error } from '../../errors/index.ts';

/** How the bytes of a request are framed and vouched for, by `x-amz-content-sha256`. */
export type PayloadMode =
  | { readonly kind: 'hashed'; readonly sha256: Buffer }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'chunked'; readonly signed: boolean; readonly trailer: boolean };

/** Throws InvalidArgument. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html */
export function parsePayloadMode(value: string): PayloadMode {
  switch (value) {
    case 'UNSIGNED-PAYLOAD':
      return { kind: 'unsigned' };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
      return { kind: 'chunked', signed: true, trailer: false };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return { kind: 'chunked', signed: true, trailer: true };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return { kind: 'chunked', signed: false, trailer: true };
    default:
      if (/^[0-9a-fA-F]{64}$/.test(value)) return { kind: 'hashed', sha256: Buffer.from(value, 'hex') };
      throw new S3Error('InvalidArgument', {
        message:
          'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
        details: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: value.slice(0, 200) },
      });
  }
}
