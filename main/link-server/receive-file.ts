import type { IncomingMessage } from 'node:http';
import { AppError } from '../../preload/contract/index.ts';
import type { Volume } from '../volumes/index.ts';
import type { ServedLink } from './link-book.ts';

/** Characters that have no place in a key that a stranger names. */
const unwelcome = /[\u0000-\u001f\u007f/\\\u200b-\u200f\u2028-\u202e\u2060-\u2069]/g;
/** Names that are tried where the first is taken. */
const mostNames = 100;

/** Why a file is not taken, as an HTTP status. */
export class Untaken extends Error {
  override readonly name = 'Untaken';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Takes the one file of an upload link into the store: never over something that is there, never more than the limit.
 * Throws Untaken, and what the store answers.
 */
export async function receiveFile(options: {
  readonly link: ServedLink;
  readonly volume: Volume;
  readonly request: IncomingMessage;
  /** As the sender names it. */
  readonly name: string;
  readonly signal: AbortSignal;
}): Promise<{ readonly key: string; readonly size: number }> {
  const { link, volume, request, signal } = options;
  const length = request.headers['content-length'];
  if (length === undefined || !/^\d{1,15}$/.test(length)) throw new Untaken(411, 'The size of the file is needed.');
  const size = Number(length);
  if (link.maxBytes !== undefined && size > link.maxBytes) throw new Untaken(413, 'The file is too large.');
  const type = (request.headers['content-type'] ?? 'application/octet-stream').split(';', 1)[0]?.trim() ?? '';
  if (!/^[\w.+-]+\/[\w.+-]+$/.test(type) || !accepts(link.contentType, type))
    throw new Untaken(415, 'A file of this kind is not taken.');
  const fixed = !link.key.endsWith('/') && link.key !== '';
  const wanted = fixed ? link.key : `${link.key}${cleanName(options.name)}`;
  const key = await freeKey(volume, link.bucket, wanted, signal);
  await volume.put({
    bucket: link.bucket,
    key,
    body: { stream: request, size },
    contentType: type,
    onlyIfAbsent: true,
    signal,
  });
  return { key, size };
}

const accepts = (wanted: string | undefined, type: string): boolean =>
  wanted === undefined || (wanted.endsWith('/*') ? type.startsWith(wanted.slice(0, -1)) : type === wanted);

function cleanName(name: string): string {
  const clean = name.normalize('NFC').toWellFormed().replace(unwelcome, '_').trim();
  const short = Buffer.from(clean)
    .subarray(0, 200)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  return short === '' || short === '.' || short === '..' ? 'file' : short;
}

/** `a.txt`, `a (2).txt`, … */
async function freeKey(volume: Volume, bucket: string, wanted: string, signal: AbortSignal): Promise<string> {
  const slash = wanted.lastIndexOf('/');
  const dot = wanted.lastIndexOf('.');
  const cut = dot > slash + 1 ? dot : wanted.length;
  for (let number = 1; number <= mostNames; number += 1) {
    const key = number === 1 ? wanted : `${wanted.slice(0, cut)} (${number})${wanted.slice(cut)}`;
    try {
      await volume.head({ bucket, key, signal });
    } catch (error) {
      if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND') return key;
      throw error;
    }
  }
  throw new Untaken(409, 'Too many files of that name.');
}
