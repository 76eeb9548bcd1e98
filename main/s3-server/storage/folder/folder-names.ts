import { S3Error } from '../../errors/index.ts';
import { keyBytes } from '../key-rules.ts';

/** Everything of ours in a user's folder is below this name, and nothing below it is ever an object. */
export const RESERVED_NAME = '.quayside';

/** NAME_MAX of ext4, APFS and NTFS alike, in bytes of UTF-8 (NTFS counts UTF-16 units, which are never more). */
const MAX_NAME_BYTES = 255;

/** https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const WINDOWS_DEVICE = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)/i;
const WINDOWS_FORBIDDEN = /[<>:"|?*\\\u0001-\u001f]|[. ]$/;

export interface FolderName {
  readonly segments: readonly string[];
  /** The key ends in `/` and names the directory itself. */
  readonly directory: boolean;
}

/** Whether a name is our reserved one, also on a file system that does not tell case apart. */
export function isReserved(segment: string | undefined): boolean {
  return segment?.normalize('NFC').toLowerCase() === RESERVED_NAME;
}

/**
 * The path a key names below a folder. Throws InvalidObjectName for a key that no file can hold byte for byte: it is
 * refused, never bent into another name.
 */
export function folderName(key: string, platform: NodeJS.Platform): FolderName {
  keyBytes(key);
  const directory = key.endsWith('/');
  const segments = (directory ? key.slice(0, -1) : key).split('/');
  for (const segment of segments) {
    const reason = refusal(segment, platform);
    if (reason !== undefined) throw cannotHold(reason);
  }
  if (isReserved(segments[0])) throw cannotHold(`names below ${RESERVED_NAME}/ are reserved`);
  return { segments, directory };
}

export function cannotHold(reason: string): S3Error {
  return new S3Error('InvalidObjectName', { message: `The folder cannot hold this key: ${reason}.` });
}

function refusal(segment: string, platform: NodeJS.Platform): string | undefined {
  if (segment === '') return 'it has an empty path segment';
  if (segment === '.' || segment === '..') return 'it has a relative path segment';
  if (segment.includes('\0')) return 'it has a NUL character';
  if (Buffer.byteLength(segment, 'utf8') > MAX_NAME_BYTES) return 'a path segment is longer than 255 bytes';
  if (platform !== 'win32') return undefined;
  if (WINDOWS_FORBIDDEN.test(segment)) return 'a path segment has a character that Windows does not allow';
  if (WINDOWS_DEVICE.test(segment)) return 'a path segment is the name of a Windows device';
  return undefined;
}
