import { S3Error } from '../../errors/index.ts';

/** A form up to its file: the fields in front of it, and the bytes behind them as they come. */
export interface UploadForm {
  /** By lower-case name. */
  readonly fields: ReadonlyMap<string, string>;
  /** As the browser names it; empty where it does not. */
  readonly fileName: string;
  readonly fileType?: string;
  /** Once only. Throws MalformedPOSTRequest where the form ends without its boundary. */
  readonly file: AsyncIterable<Uint8Array>;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html: 20 KB of fields; ours counts their heads too. */
const mostFieldBytes = 64 * 1024;
const mostHeadBytes = 8 * 1024;
const mostFields = 200;

/** The boundary of a `multipart/form-data` content type. Throws PreconditionFailed for another type, MalformedPOSTRequest. */
export function boundaryOf(contentType: string | undefined): string {
  const [type = ''] = (contentType ?? '').split(';', 1);
  if (type.trim().toLowerCase() !== 'multipart/form-data') {
    throw new S3Error('PreconditionFailed', {
      details: { Condition: 'Bucket POST must be of the enclosure-type multipart/form-data' },
    });
  }
  const match = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType ?? '');
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw malformed('The form has no boundary.');
  return boundary;
}

/**
 * Reads a form up to the beginning of its file; what comes behind the file is not looked at. Memory: the fields and one chunk.
 * Throws MalformedPOSTRequest, MaxPostPreDataLengthExceeded, and InvalidArgument where there is no file.
 */
export async function readForm(chunks: AsyncIterable<Uint8Array>, boundary: string): Promise<UploadForm> {
  const source = chunks[Symbol.asyncIterator]();
  const delimiter = Buffer.from(`\r\n--${boundary}`, 'latin1');
  // As if a line break stood before the first boundary, which is the one that has none.
  let buffer = Buffer.from('\r\n');
  let taken = 0;

  /** Throws where the form has ended. */
  const more = async (): Promise<void> => {
    const next = await source.next();
    if (next.done) throw malformed('The form ends before its file.');
    buffer = Buffer.concat([buffer, next.value]);
  };
  /** What stands before `mark`, which is taken off too. */
  const until = async (mark: Buffer, most: number): Promise<Buffer> => {
    for (let from = 0; ;) {
      const at = buffer.indexOf(mark, from);
      if (at > most || (at < 0 && buffer.length > most + mark.length)) throw tooLong();
      if (at >= 0) {
        const piece = buffer.subarray(0, at);
        buffer = buffer.subarray(at + mark.length);
        taken += at + mark.length;
        if (taken > mostFieldBytes) throw tooLong();
        return piece;
      }
      from = Math.max(0, buffer.length - mark.length + 1);
      await more();
    }
  };
  /** Whether another part follows the delimiter that was taken off. */
  const another = async (): Promise<boolean> => {
    while (buffer.length < 2) await more();
    const mark = buffer.subarray(0, 2).toString('latin1');
    if (mark !== '\r\n' && mark !== '--') throw malformed('A boundary of the form is not followed by a line break.');
    buffer = buffer.subarray(2);
    return mark === '\r\n';
  };

  if ((await until(delimiter, 0)).length > 0) throw malformed('The form does not begin with its boundary.');
  const fields = new Map<string, string>();
  for (let count = 0; await another(); count += 1) {
    if (count >= mostFields) throw tooLong();
    const part = readHead(await until(Buffer.from('\r\n\r\n'), mostHeadBytes));
    if (part.name === 'file') {
      return {
        fields,
        fileName: part.fileName ?? '',
        ...(part.type === undefined ? {} : { fileType: part.type }),
        file: fileBytes(source, buffer, delimiter),
      };
    }
    const value = await until(delimiter, mostFieldBytes);
    // A field that is there twice could be checked as one and used as the other.
    if (fields.has(part.name)) throw malformed(`The form has the field ${part.name} twice.`);
    fields.set(part.name, decode(value));
  }
  throw new S3Error('InvalidArgument', {
    message: 'POST requires exactly one file upload per request.',
    details: { ArgumentName: 'file', ArgumentValue: '0' },
  });
}

/** Everything up to the delimiter. What follows is taken off the connection and dropped. */
async function* fileBytes(
  source: AsyncIterator<Uint8Array>,
  rest: Buffer,
  delimiter: Buffer,
): AsyncGenerator<Uint8Array> {
  let buffer = rest;
  for (;;) {
    const at = buffer.indexOf(delimiter);
    if (at >= 0) {
      if (at > 0) yield buffer.subarray(0, at);
      break;
    }
    // The last bytes may be the beginning of the delimiter.
    const sure = buffer.length - delimiter.length + 1;
    if (sure > 0) {
      yield buffer.subarray(0, sure);
      buffer = buffer.subarray(sure);
    }
    const next = await source.next();
    if (next.done) throw malformed('The form ends without its boundary.');
    buffer = buffer.length === 0 ? Buffer.from(next.value) : Buffer.concat([buffer, next.value]);
  }
  for (let dropped = 0; dropped <= mostFieldBytes;) {
    const next = await source.next();
    if (next.done) return;
    dropped += next.value.byteLength;
  }
  throw malformed('There is too much behind the file of the form.');
}

interface PartHead {
  readonly name: string;
  readonly fileName?: string;
  readonly type?: string;
}

function readHead(bytes: Buffer): PartHead {
  const lines = decode(bytes).split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) throw malformed('A part of the form has a broken header.');
    headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (!/^form-data\s*;/i.test(disposition) || !name) throw malformed('A part of the form has no name.');
  const fileName = parameter(disposition, 'filename');
  const type = headers.get('content-type');
  return {
    name: name.toLowerCase(),
    ...(fileName === undefined ? {} : { fileName }),
    ...(type === undefined ? {} : { type }),
  };
}

/** As browsers write it: a quote inside is `%22`. */
function parameter(text: string, name: string): string | undefined {
  const match = new RegExp(`;\\s*${name}=(?:"([^"]*)"|([^\\s;"]*))`, 'i').exec(text);
  return (match?.[1] ?? match?.[2])?.replaceAll('%22', '"');
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new S3Error('MalformedPOSTRequest', { cause });
  }
}

const malformed = (message: string): S3Error => new S3Error('MalformedPOSTRequest', { message });
const tooLong = (): S3Error => new S3Error('MaxPostPreDataLengthExceeded');
