import { S3Error } from '../../errors/index.ts';
import type { ChecksumAlgorithm, ChecksumValue, IncomingBody } from '../../operations/index.ts';
import type { HeaderList } from '../header-list.ts';
import type { Authentication } from '../sigv4/authenticate.ts';
import {
  algorithmOfHeader,
  checksumOfHeaders,
  checksumHeader,
  contentMd5Of,
  parseAlgorithm,
  parseChecksum,
} from './checksum-headers.ts';
import { createChunkDecoder, type ChunkDecoder } from './chunk-decoder.ts';
import type { RawBody } from './raw-body.ts';

/**
 * A verified request's body with the framing taken off. Everything the headers say is checked here, before a byte is read.
 * Throws MissingContentLength, InvalidDigest, InvalidRequest, MalformedTrailerError.
 */
export function openBody(
  raw: RawBody,
  headers: HeaderList,
  authentication: Authentication,
  options: { needsLength: boolean },
): IncomingBody {
  const { payload, chunks: signer } = authentication;
  const checksum = checksumOfHeaders(headers);
  const md5 = contentMd5Of(headers);
  const promised = {
    ...(md5 ? { md5 } : {}),
    ...(checksum ? { checksum } : {}),
    ...(payload.kind === 'hashed' ? { sha256: payload.sha256 } : {}),
  };
  if (payload.kind !== 'chunked') {
    const size = plainLength(headers, options.needsLength);
    const wished = wishedAlgorithm(headers, checksum, undefined);
    return {
      ...(size === undefined ? {} : { size }),
      chunks: raw.chunks,
      promised,
      ...(wished ? { algorithm: wished } : {}),
    };
  }
  const decodedLength = lengthOf(headers.get('x-amz-decoded-content-length'));
  if (decodedLength === undefined) throw new S3Error('MissingContentLength');
  const trailing = payload.trailer ? announcedAlgorithm(headers) : undefined;
  const algorithm = wishedAlgorithm(headers, checksum, trailing);
  const decoder = createChunkDecoder({
    ...(signer ? { signer } : {}),
    trailer: payload.trailer,
    decodedLength,
    announced: trailing ? [checksumHeader(trailing)] : [],
  });
  return {
    size: decodedLength,
    chunks: decoded(raw.chunks, decoder),
    promised,
    ...(algorithm ? { algorithm } : {}),
    trailingChecksum: () => trailing && trailingChecksum(decoder, trailing),
  };
}

async function* decoded(chunks: AsyncIterable<Buffer>, decoder: ChunkDecoder): AsyncGenerator<Buffer> {
  for await (const bytes of chunks) yield* decoder.decode(bytes);
  decoder.finish();
}

function trailingChecksum(decoder: ChunkDecoder, algorithm: ChecksumAlgorithm): ChecksumValue | undefined {
  const text = decoder.trailers.get(checksumHeader(algorithm));
  return text === undefined ? undefined : parseChecksum(algorithm, text);
}

function plainLength(headers: HeaderList, needed: boolean): number | undefined {
  const size = lengthOf(headers.get('content-length'));
  if (size === undefined && needed && headers.get('transfer-encoding') === undefined) {
    throw new S3Error('MissingContentLength');
  }
  return size;
}

function lengthOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** The algorithm of the announced trailer. Throws InvalidRequest for a trailer that is no checksum. */
function announcedAlgorithm(headers: HeaderList): ChecksumAlgorithm | undefined {
  const text = headers.get('x-amz-trailer');
  if (text === undefined) return undefined;
  const algorithm = algorithmOfHeader(text.trim().toLowerCase());
  if (algorithm) return algorithm;
  throw new S3Error('InvalidRequest', {
    message: 'The value specified in the x-amz-trailer header is not supported',
  });
}

/** What to compute: a trailer's algorithm, which must not contradict a header's, or the one the SDK names. */
function wishedAlgorithm(
  headers: HeaderList,
  checksum: ChecksumValue | undefined,
  trailing: ChecksumAlgorithm | undefined,
): ChecksumAlgorithm | undefined {
  if (checksum && trailing) {
    throw new S3Error('InvalidRequest', {
      message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    });
  }
  const text = headers.get('x-amz-sdk-checksum-algorithm');
  if (text === undefined) return trailing;
  const named = parseAlgorithm(text, 'x-amz-sdk-checksum-algorithm');
  const sent = checksum?.algorithm ?? trailing;
  if (sent && sent !== named) {
    throw new S3Error('InvalidRequest', {
      message: 'Value for x-amz-sdk-checksum-algorithm header is invalid.',
    });
  }
  if (!sent && headers.get('content-md5') === undefined) {
    throw new S3Error('InvalidRequest', {
      message:
        'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    });
  }
  return trailing;
}
