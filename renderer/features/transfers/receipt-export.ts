import type { Job, ReceiptFile } from '../../../preload/contract/index.ts';
import { checksumKind } from './receipt-words.ts';
import { texts } from './texts.ts';

/** The most the contract gives in one page. */
const pageSize = 500;

export interface ReceiptPage {
  readonly files: readonly ReceiptFile[];
  readonly total: number;
}

/** Reads the whole receipt, a page at a time. */
export async function allOf(
  load: (offset: number, limit: number) => Promise<ReceiptPage>,
  onProgress: (done: number, total: number) => void,
  signal: AbortSignal,
): Promise<readonly ReceiptFile[]> {
  const files: ReceiptFile[] = [];
  for (;;) {
    const page = await load(files.length, pageSize);
    signal.throwIfAborted();
    files.push(...page.files);
    onProgress(files.length, page.total);
    if (page.files.length === 0 || files.length >= page.total) return files;
  }
}

const iso = (instant: number | undefined): string | undefined =>
  instant === undefined ? undefined : new Date(instant).toISOString();

/** Exact, for programs: instants as ISO 8601 in UTC, sizes in bytes, checksums as S3's headers hold them. */
export function receiptJson(job: Job, files: readonly ReceiptFile[]): string {
  const { id, kind, title, from, to } = job;
  const plain = files.map(({ path, key, savedAs, size, etag, checksum, verified, verifiedAt }) => ({
    path,
    key,
    savedAs,
    size,
    etag,
    checksum,
    verified,
    verifiedAt: iso(verifiedAt),
  }));
  const transfer = { id, kind, title, from, to, began: iso(job.createdAt), ended: iso(job.finishedAt) };
  return `${JSON.stringify({ format: 'quayside-receipt-1', transfer, files: plain }, undefined, 2)}\n`;
}

/**
 * A cell of RFC 4180. A text that a spreadsheet would take for a formula gets an apostrophe before it, as names are
 * somebody else's: https://owasp.org/www-community/attacks/CSV_Injection. The JSON holds them as they are.
 */
function cell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const inert = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

export function receiptCsv(files: readonly ReceiptFile[]): string {
  const { columns } = texts.receipt;
  const rows = files.map((file) => [
    file.path,
    file.key,
    file.savedAs,
    file.size,
    file.etag,
    file.checksum === undefined ? undefined : checksumKind(file.checksum.algorithm),
    file.checksum?.value,
    file.verified,
    iso(file.verifiedAt),
  ]);
  return [Object.values(columns), ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** A name for the file, from the name of the transfer: letters, digits and a few marks. */
export function exportName(job: Job, extension: 'json' | 'csv'): string {
  const name = job.title
    .replace(/[^\p{L}\p{N}._-]+/gu, ' ')
    .replace(/^[. ]+/, '')
    .slice(0, 60)
    .trim();
  return `receipt ${name === '' ? 'transfer' : name}.${extension}`;
}
