import type { ReceiptFile } from '../../../preload/contract/index.ts';
import { format } from '../../lib/index.ts';
import { texts } from './texts.ts';

/** S3's own names of checksums, as their standards write them. */
const kinds: Readonly<Record<string, string>> = {
  CRC32: 'CRC-32',
  CRC32C: 'CRC-32C',
  CRC64NVME: 'CRC-64/NVME',
  SHA1: 'SHA-1',
  SHA256: 'SHA-256',
  MD5: 'MD5',
};
export const checksumKind = (algorithm: string): string => kinds[algorithm.toUpperCase()] ?? algorithm.toUpperCase();

/** What proves one file, in a sentence. */
export function provedWords(file: ReceiptFile): string {
  if (file.verified === undefined) return texts.receipt.unseen;
  const by = texts.receipt.by[file.verified];
  return file.verifiedAt === undefined
    ? texts.receipt.foundUntimed(by)
    : texts.receipt.found(by, format.when(file.verifiedAt));
}

/** One file's receipt as lines of text, exact where the screen rounds. */
export function receiptText(file: ReceiptFile): string {
  return [
    file.path,
    ...(file.savedAs === undefined ? [] : [texts.savedAs(file.savedAs)]),
    format.exactBytes(file.size),
    ...(file.checksum === undefined ? [] : [`${checksumKind(file.checksum.algorithm)} ${file.checksum.value}`]),
    ...(file.etag === undefined ? [] : [texts.receipt.etag(file.etag)]),
    provedWords(file),
  ].join('\n');
}
