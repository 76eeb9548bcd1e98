import { describe, expect, test } from 'vitest';
import { s3SupportDocument, unnamed } from './s3-support-document.ts';

describe('docs/s3-support.md', () => {
  const rows = s3SupportDocument()
    .split('\n')
    .filter((line) => line.startsWith('| '));

  test('every operation that is there > a test names it', () => {
    expect(rows.filter((row) => row.includes(unnamed))).toEqual([]);
  });

  test('every operation that is not there > refused by name, with a reason', () => {
    const refused = rows.filter((row) => /\| [45]\d\d \w+ \|/.test(row));
    expect(refused.length).toBeGreaterThan(30);
    expect(refused.filter((row) => !row.includes('| 501 NotImplemented |'))).toEqual([]);
  });

  test('no operation stands there twice', () => {
    const names = rows.map((row) => row.split(' ')[1]).filter((name) => name !== 'operation');
    const repeated = names.filter((name, at) => names.indexOf(name) !== at);
    expect(repeated).toEqual([]);
  });
});
