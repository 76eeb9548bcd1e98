import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesOf } from './bytes-of.testkit.ts';
import { readParquet } from './read-parquet.ts';
import { cellText, readJsonLines, readSeparated } from './read-rows.ts';

test.each([
  ['commas', 'a,b\n1,2\n', ',', [['1', '2']]],
  ['tabs', 'a\tb\r\n1\t2', '', [['1', '2']]],
  ['semicolons', 'a;b\n1,5;2', '', [['1,5', '2']]],
  ['quotes', 'a,b\n"x, ""y""\nz",2\n', '', [['x, "y"\nz', '2']]],
  [
    'empty fields',
    'a,b\n,\n1,',
    '',
    [
      ['', ''],
      ['1', ''],
    ],
  ],
  ['a byte order mark and empty lines', '\ufeffa,b\n\n1,2\n\n', '', [['1', '2']]],
])('separated values: %s', (_what, text, _hint, rows) => {
  expect(readSeparated(text, false)).toEqual({ columns: ['a', 'b'], rows, total: rows.length });
});

test('separated values: a row that was cut is left out', () => {
  expect(readSeparated('a,b\n1,2\n3,"4', true)).toEqual({ columns: ['a', 'b'], rows: [['1', '2']], total: undefined });
  expect(readSeparated('a,b\n1,2\n3,4', true).rows).toEqual([['1', '2']]);
});

test('JSON lines: names become columns; nested values are JSON; other lines are shown as they are', () => {
  const text = '{"a":1,"b":{"c":[1]}}\n{"a":null,"d":"x"}\n7\nnot json\n';
  expect(readJsonLines(text, false)).toEqual({
    columns: ['a', 'b', 'd', 'value'],
    rows: [
      ['1', '{"c":[1]}', '', ''],
      ['', '', 'x', ''],
      ['', '', '', '7'],
      ['', '', '', 'not json'],
    ],
    total: 4,
  });
  expect(readJsonLines('{"a":1}\n{"a":2', true)).toEqual({ columns: ['a'], rows: [['1']], total: undefined });
});

test('cells: numbers beyond doubles, dates and bytes', () => {
  expect(cellText(9007199254740993n)).toBe('9007199254740993');
  expect(cellText({ a: 9007199254740993n })).toBe('{"a":"9007199254740993"}');
  expect(cellText(new Date(0))).toBe('1970-01-01T00:00:00.000Z');
  expect(cellText(new Date(Number.NaN))).toBe('');
  expect(cellText(new Uint8Array(3))).toBe('3 bytes');
});

/** Three rows of text, number and time, packed with Snappy. */
const parquet = readFileSync(join(import.meta.dirname, '../../../e2e/fixtures/harbours.parquet'));

test('Parquet: schema, first rows and facts', async () => {
  const file = await readParquet(bytesOf(parquet));
  expect(file.schema.map(({ name, type, isOptional }) => [name, type, isOptional])).toEqual([
    ['harbour', 'BYTE_ARRAY · UTF8', true],
    ['berths', 'INT32', true],
    ['opened', 'INT64 · TIMESTAMP_MILLIS', true],
  ]);
  expect(file.rows).toEqual([
    ['Ålesund', '12', '2001-02-03T04:05:06.000Z'],
    ['Genoa', '340', ''],
    ['Kobe 🚢', '95', '2020-01-01T00:00:00.000Z'],
  ]);
  expect(new Map(file.facts).get('rows')).toBe('3');
});

test('Parquet: something else is refused', async () => {
  await expect(readParquet(bytesOf(Buffer.alloc(2048, 7)))).rejects.toThrow(/parquet/i);
});
