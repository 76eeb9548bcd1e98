import { createHash, type Hash } from 'node:crypto';
import { S3Error } from '../../errors/index.ts';
import type { ChunkSigner } from '../sigv4/chunk-signer.ts';

export interface ChunkDecoderOptions {
  /** Verifies each chunk; absent for unsigned chunks. */
  readonly signer?: ChunkSigner;
  /** Whether trailing headers may follow the last chunk. */
  readonly trailer: boolean;
  /** `x-amz-decoded-content-length`. */
  readonly decodedLength: number;
  /** Lower-case names of `x-amz-trailer`: all of these must come, and no others. */
  readonly announced: readonly string[];
}

export interface ChunkDecoder {
  /** The payload in these bytes. Throws S3Errors; is spent then. */
  decode(bytes: Buffer): Iterable<Buffer>;
  /** Throws IncompleteBody where the last chunk has not come, MalformedTrailerError where a trailer is missing. */
  finish(): void;
  /** By lower-case name. */
  readonly trailers: ReadonlyMap<string, string>;
}

const longestLine = 8 * 1024;
/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html: every chunk but the last. */
const leastChunk = 8192;
/** 64 GiB: more than any body may have, and far inside exact integers. */
const mostSizeDigits = 9;

/**
 * Takes `aws-chunked` framing off. The payload is handed on before its chunk's signature is known; nothing may be committed
 * before `finish`.
 */
export function createChunkDecoder(options: ChunkDecoderOptions): ChunkDecoder {
  const { signer, trailer, decodedLength, announced } = options;
  const trailers = new Map<string, string>();
  let state: 'size' | 'data' | 'data-end' | 'trailer' | 'done' = 'size';
  let line = '';
  let left = 0;
  let total = 0;
  let count = 0;
  let short: { chunk: number; size: number } | undefined;
  let signature = '';
  let hash: Hash | undefined;
  let trailerText = '';

  const malformed = (why: string) =>
    new S3Error('InvalidRequest', { message: `The chunked body is malformed: ${why}` });

  const verify = (): void => {
    if (!signer || !hash) return;
    signer.verifyChunk(hash.digest('hex'), signature);
    hash = undefined;
  };

  const beginChunk = (text: string): void => {
    const match = /^([0-9a-fA-F]+)(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(text);
    const digits = match?.[1];
    if (digits === undefined) throw malformed('a chunk header');
    if (digits.length > mostSizeDigits) throw malformed('a chunk size');
    if (signer && match?.[2] === undefined) throw malformed('a chunk without a signature');
    signature = match?.[2] ?? '';
    left = Number.parseInt(digits, 16);
    count += 1;
    if (signer) hash = createHash('sha256');
    if (left === 0) {
      verify();
      if (total !== decodedLength) throw new S3Error('IncompleteBody');
      state = 'trailer';
      return;
    }
    if (short) {
      throw new S3Error('InvalidChunkSizeError', {
        details: { Chunk: String(short.chunk), BadChunkSize: String(short.size) },
      });
    }
    if (left < leastChunk) short = { chunk: count, size: left };
    if (total + left > decodedLength) throw new S3Error('IncompleteBody');
    state = 'data';
  };

  const takeTrailer = (text: string): void => {
    if (text === '') {
      if (signer && trailer && trailerText !== '') throw new S3Error('MalformedTrailerError');
      state = 'done';
      return;
    }
    const colon = text.indexOf(':');
    const name = text.slice(0, colon).toLowerCase();
    const value = text.slice(colon + 1).trim();
    if (!trailer || colon < 1) throw new S3Error('MalformedTrailerError');
    if (name === 'x-amz-trailer-signature') {
      if (!signer) throw new S3Error('MalformedTrailerError');
      signer.verifyTrailer(trailerText, value);
      trailerText = '';
      return;
    }
    if (!announced.includes(name) || trailers.has(name)) throw new S3Error('MalformedTrailerError');
    trailers.set(name, value);
    trailerText += `${name}:${value}\n`;
  };

  const takeLine = (text: string): void => {
    if (state === 'size') beginChunk(text);
    else if (state === 'trailer') takeTrailer(text);
    else if (text === '') state = 'size';
    else throw malformed('bytes after a chunk');
  };

  return {
    trailers,
    *decode(bytes) {
      let at = 0;
      while (at < bytes.length) {
        if (state === 'data') {
          const end = Math.min(bytes.length, at + left);
          const piece = bytes.subarray(at, end);
          hash?.update(piece);
          total += piece.length;
          left -= piece.length;
          at = end;
          if (left === 0) {
            verify();
            state = 'data-end';
          }
          yield piece;
          continue;
        }
        if (state === 'done') throw malformed('bytes after the end');
        const feed = bytes.indexOf(0x0a, at);
        line += bytes.toString('latin1', at, feed < 0 ? bytes.length : feed);
        if (line.length > longestLine) throw malformed('a line is too long');
        if (feed < 0) return;
        at = feed + 1;
        if (!line.endsWith('\r')) throw malformed('a line end');
        const text = line.slice(0, -1);
        line = '';
        takeLine(text);
      }
    },
    finish() {
      if (state !== 'done') throw new S3Error('IncompleteBody');
      if (announced.some((name) => !trailers.has(name))) throw new S3Error('MalformedTrailerError');
    },
  };
}
