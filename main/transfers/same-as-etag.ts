import { createHash } from 'node:crypto';
import { AppError } from '../../preload/contract/index.ts';
import type { ByteSource } from './byte-source.ts';
import { looksLikeMd5 } from './proof.ts';
import { compositeEtag } from './resume-upload.ts';

const mebibyte = 1024 * 1024;
/** Part sizes of well-known clients in MiB: ours and aws cli 8, rclone and the SDKs 5, others 16. */
const usualParts = [8, 5, 16];

/** Whether the bytes of a source give this ETag, as the MD5 of the whole or of parts of a usual size. */
export async function sameAsEtag(source: ByteSource, etag: string, signal: AbortSignal): Promise<boolean> {
  if (looksLikeMd5(etag)) return (await md5Of(source, 0, source.size, signal)) === etag.toLowerCase();
  const count = Number(/^[0-9a-f]{32}-(\d{1,5})$/i.exec(etag)?.[1] ?? 0);
  const size = usualParts.map((number) => number * mebibyte).find((part) => Math.ceil(source.size / part) === count);
  if (count === 0 || size === undefined) return false;
  const parts: string[] = [];
  for (let at = 0; at < source.size; at += size) {
    parts.push(await md5Of(source, at, Math.min(size, source.size - at), signal));
  }
  return compositeEtag(parts) === etag.toLowerCase();
}

async function md5Of(source: ByteSource, offset: number, length: number, signal: AbortSignal): Promise<string> {
  const hash = createHash('md5');
  let seen = 0;
  for await (const chunk of (await source.stream(offset, length, signal)) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    seen += chunk.length;
  }
  if (seen !== length) throw new AppError('SOURCE_CHANGED');
  return hash.digest('hex');
}
