import { describe, expect, it } from 'vitest';
import type { FileId, ReceiptFile } from '../../../preload/contract/index.ts';
import { testJob } from './job.testkit.ts';
import { allOf, exportName, receiptCsv, receiptJson } from './receipt-export.ts';
import { checksumKind, receiptText } from './receipt-words.ts';

const file = (part: Partial<ReceiptFile> = {}): ReceiptFile => ({
  id: 'f' as FileId,
  path: 'a.txt',
  key: 'in/a.txt',
  size: 5,
  ...part,
});
const proved = file({
  etag: '0123',
  checksum: { algorithm: 'CRC64NVME', value: 'AAAA=' },
  verified: 'checksum',
  verifiedAt: Date.UTC(2026, 0, 2, 3, 4, 5),
});

describe('an exported receipt', () => {
  it('as CSV keeps every cell a cell, and no name is a formula', () => {
    const csv = receiptCsv([proved, file({ path: '=HYPERLINK("http://x","y"),\n', key: '-2+3', savedAs: '@x' })]);
    expect(csv).toBe(
      'Path,Key,Saved as,Size in bytes,ETag,Checksum kind,Checksum,Verified,Verified at\r\n' +
        'a.txt,in/a.txt,,5,0123,CRC-64/NVME,AAAA=,checksum,2026-01-02T03:04:05.000Z\r\n' +
        `"'=HYPERLINK(""http://x"",""y""),\n",'-2+3,'@x,5,,,,,\r\n`,
    );
  });

  it('as JSON is exact', () => {
    const job = testJob('j', { createdAt: 0, finishedAt: 1000, state: 'done' });
    expect(JSON.parse(receiptJson(job, [proved, file({ path: '=1' })]))).toEqual({
      format: 'quayside-receipt-1',
      transfer: {
        id: 'j',
        kind: 'upload',
        title: 'job j',
        from: 'here',
        to: 'there',
        began: '1970-01-01T00:00:00.000Z',
        ended: '1970-01-01T00:00:01.000Z',
      },
      files: [
        {
          path: 'a.txt',
          key: 'in/a.txt',
          size: 5,
          etag: '0123',
          checksum: { algorithm: 'CRC64NVME', value: 'AAAA=' },
          verified: 'checksum',
          verifiedAt: '2026-01-02T03:04:05.000Z',
        },
        { path: '=1', key: 'in/a.txt', size: 5 },
      ],
    });
  });

  it('is read in pages to its end, and no further where files went meanwhile', async () => {
    const asked: number[] = [];
    const load = (total: number) => (offset: number, limit: number) => {
      asked.push(offset);
      const length = Math.max(0, Math.min(limit, 1200 - offset));
      return Promise.resolve({ files: Array.from({ length }, () => file()), total });
    };
    const told: number[] = [];
    const { signal } = new AbortController();
    expect(await allOf(load(1200), (done) => told.push(done), signal)).toHaveLength(1200);
    expect(told).toEqual([500, 1000, 1200]);
    expect(await allOf(load(5000), () => undefined, signal)).toHaveLength(1200);
    expect(asked).toEqual([0, 500, 1000, 0, 500, 1000, 1200]);
  });

  it.each([
    ['../../etc/passwd', 'receipt etc passwd.csv'],
    ['…\u202Egpj.exe', 'receipt gpj.exe.csv'],
    ['日本語 (2).txt', 'receipt 日本語 2 .txt.csv'],
    ['///', 'receipt transfer.csv'],
  ])('of "%s" is named "%s"', (title, name) => {
    expect(exportName(testJob('j', { title }), 'csv')).toBe(name);
  });
});

describe('a receipt in words', () => {
  it('names checksums as their standards do', () => {
    expect(['crc32', 'CRC32C', 'crc64nvme', 'sha256', 'xxh'].map(checksumKind)).toEqual([
      'CRC-32',
      'CRC-32C',
      'CRC-64/NVME',
      'SHA-256',
      'XXH',
    ]);
  });

  it('says what is not known', () => {
    expect(receiptText(file())).toBe('a.txt\n5 bytes\nDelivered; the target has not been asked again');
    expect(receiptText(file({ verified: 'size', savedAs: 'a (2).txt' }))).toBe(
      'a.txt\nSaved as a (2).txt\n5 bytes\nVerified by its size',
    );
  });
});
