import { PreviewLimit, type ObjectBytes } from './object-bytes.ts';

export interface ArchiveEntry {
  readonly name: string;
  /** Bytes unpacked. */
  readonly size: number;
  readonly isFolder: boolean;
}
export interface ArchiveListing {
  readonly entries: readonly ArchiveEntry[];
  /** False where there is more than was looked at. */
  readonly isWhole: boolean;
}

const most = { entries: 5000, tarPages: 200, unpackedBytes: 24 * 1024 * 1024, packedBytes: 12 * 1024 * 1024 };
/** Of a tar archive read by ranges: headers of small files come many at a time. */
const pageBytes = 64 * 1024;

/** The directory of a ZIP archive, which lies at its end: the files themselves are not read. */
export async function listZip(object: ObjectBytes): Promise<ArchiveListing> {
  const { ZipReader, Reader, configure } = await import('@zip.js/zip.js');
  // Nothing is unpacked, so no worker is needed.
  configure({ useWebWorkers: false });
  class ObjectReader extends Reader<ObjectBytes> {
    override size = object.size;
    override readUint8Array(start: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
      return object.read(start, start + length);
    }
  }
  const reader = new ZipReader(new ObjectReader(object), { checkSignature: false });
  const entries: ArchiveEntry[] = [];
  for await (const { filename, uncompressedSize, directory } of reader.getEntriesGenerator()) {
    if (entries.length === most.entries) return { entries, isWhole: false };
    entries.push({ name: filename, size: uncompressedSize, isFolder: directory });
  }
  return { entries, isWhole: true };
}

/** The headers of a tar archive; in a packed one, those in its first megabytes. */
export async function listTar(object: ObjectBytes): Promise<ArchiveListing> {
  const start = await object.read(0, 2);
  const isPacked = start[0] === 0x1f && start[1] === 0x8b;
  return isPacked ? listTarHeaders(await unpackStart(object)) : listTarHeaders(paged(object));
}

/** What the first packed megabytes unpack to, as far as a preview may hold it. */
async function unpackStart(object: ObjectBytes): Promise<ObjectBytes> {
  const packed = await object.read(0, Math.min(object.size, most.packedBytes));
  const unpacking = new DecompressionStream('gzip');
  const writer = unpacking.writable.getWriter();
  // Its failure is that of the reading side, where it is looked at.
  const written = writer.write(packed).then(() => writer.close());
  const chunks: Uint8Array[] = [];
  let length = 0;
  let isWhole = false;
  const reader = unpacking.readable.getReader();
  try {
    while (length < most.unpackedBytes) {
      const { done, value } = await reader.read();
      if (done) {
        isWhole = true;
        break;
      }
      chunks.push(value);
      length += value.length;
    }
  } catch (error) {
    // A stream that was cut after its first megabytes ends in an error; what came before it is good.
    if (length === 0) throw error;
  } finally {
    await Promise.allSettled([reader.cancel(), written]);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return {
    size: isWhole ? length : Number.MAX_SAFE_INTEGER,
    async read(from, to) {
      if (to > length && !isWhole) throw new PreviewLimit('this part was not unpacked');
      return bytes.slice(from, Math.min(to, length));
    },
  };
}

/** The same bytes, fetched a page at a time and no more pages than a preview may ask for. */
function paged(object: ObjectBytes): ObjectBytes {
  let page = new Uint8Array(0);
  let pageStart = 0;
  let pages = 0;
  return {
    size: object.size,
    async read(start, wanted) {
      const end = Math.min(wanted, object.size);
      if (start < pageStart || end > pageStart + page.length) {
        if (pages === most.tarPages) throw new PreviewLimit('the archive goes on for longer than a preview looks');
        pages += 1;
        page = await object.read(start, Math.max(end, start + pageBytes));
        pageStart = start;
      }
      return page.slice(start - pageStart, end - pageStart);
    },
  };
}

const block = 512;

/** Source: POSIX.1-2017 pax, "ustar Interchange Format", and GNU tar's long names. */
async function listTarHeaders(object: ObjectBytes): Promise<ArchiveListing> {
  const entries: ArchiveEntry[] = [];
  const decoder = new TextDecoder();
  let position = 0;
  let longName: string | undefined;
  let longSize: number | undefined;
  try {
    while (position + block <= object.size) {
      if (entries.length >= most.entries) return { entries, isWhole: false };
      const header = await object.read(position, position + block);
      if (header.every((byte) => byte === 0)) return { entries, isWhole: true };
      if (!isTarHeader(header)) {
        if (entries.length === 0) throw new Error('not a tar archive');
        return { entries, isWhole: false };
      }
      const text = (from: number, length: number): string => {
        const bytes = header.subarray(from, from + length);
        const end = bytes.indexOf(0);
        return decoder.decode(end === -1 ? bytes : bytes.subarray(0, end));
      };
      const size = longSize ?? tarNumber(header.subarray(124, 136));
      // Neither garbage nor a minus may lead astray or back.
      if (!(size >= 0)) return { entries, isWhole: false };
      const kind = text(156, 1) || '0';
      position += block;
      if (kind === 'L' || kind === 'x') {
        const body = decoder.decode(await object.read(position, position + Math.min(size, 64 * 1024)));
        if (kind === 'L') longName = body.replace(/\0.*$/s, '');
        else {
          longName = paxRecord(body, 'path') ?? longName;
          const stated = Number(paxRecord(body, 'size') ?? Number.NaN);
          longSize = Number.isSafeInteger(stated) && stated >= 0 ? stated : undefined;
        }
      } else {
        if (kind !== 'g' && kind !== 'K') {
          const prefix = text(257, 5) === 'ustar' ? text(345, 155) : '';
          const name = longName ?? (prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`);
          entries.push({ name, size, isFolder: kind === '5' });
        }
        longName = undefined;
        longSize = undefined;
      }
      position += Math.ceil(size / block) * block;
    }
  } catch (error) {
    if (error instanceof PreviewLimit && entries.length > 0) return { entries, isWhole: false };
    throw error;
  }
  return { entries, isWhole: true };
}

/** The sum of a header's bytes is written into it, with spaces in its own place. */
function isTarHeader(header: Uint8Array): boolean {
  let sum = 0;
  for (let at = 0; at < block; at += 1) sum += at >= 148 && at < 156 ? 32 : (header[at] ?? 0);
  return sum === tarNumber(header.subarray(148, 156));
}

/** Octal digits, or, for what does not fit, a big-endian number behind a set first bit (GNU). */
function tarNumber(field: Uint8Array): number {
  const [first = 0] = field;
  if ((first & 0x80) !== 0) {
    let value = first & 0x7f;
    for (const byte of field.subarray(1)) value = value * 256 + byte;
    return Number.isSafeInteger(value) ? value : Number.NaN;
  }
  return Number.parseInt(new TextDecoder().decode(field).replace(/\0.*$/s, '').trim() || '0', 8);
}

/** The value of `key` in records of the form "length key=value\n". */
function paxRecord(body: string, key: string): string | undefined {
  return new RegExp(`(?:^|\n)\\d+ ${key}=([^\n]*)\n`).exec(body)?.[1];
}
