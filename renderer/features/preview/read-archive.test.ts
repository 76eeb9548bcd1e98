import { gzipSync } from 'node:zlib';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { bytesOf } from './bytes-of.testkit.ts';
import { listTar, listZip } from './read-archive.ts';

/** One entry of a tar archive: header, padded body. */
function tarEntry(name: string, body: string | Buffer, kind = '0', prefix = ''): Buffer {
  const content = Buffer.from(body);
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('        ', 148);
  header.write(kind, 156);
  header.write('ustar\0', 257);
  header.write('00', 263);
  header.write(prefix, 345, 155);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512)]);
}
const end = Buffer.alloc(1024);
const long = `${'a'.repeat(120)}/ü 🚢.txt`;
const paxBody = (key: string, value: string): string => {
  const record = ` ${key}=${value}\n`;
  const length = Buffer.byteLength(record) + 3;
  return `${length}${record}`;
};
const tar = Buffer.concat([
  tarEntry('docs/', '', '5'),
  tarEntry('one.txt', 'hello'),
  tarEntry('deep.txt', 'x', '0', 'folder'),
  tarEntry('././@LongLink', `${long}\0`, 'L'),
  tarEntry(long.slice(0, 90), 'yy'),
  tarEntry('PaxHeader', paxBody('path', long), 'x'),
  tarEntry('short', 'zzz'),
  end,
]);
const listed = [
  { name: 'docs/', size: 0, isFolder: true },
  { name: 'one.txt', size: 5, isFolder: false },
  { name: 'folder/deep.txt', size: 1, isFolder: false },
  { name: long, size: 2, isFolder: false },
  { name: long, size: 3, isFolder: false },
];

test('tar: names of every kind, from the headers', async () => {
  expect(await listTar(bytesOf(tar))).toEqual({ entries: listed, isWhole: true });
});

test('tar.gz: the same after unpacking', async () => {
  expect(await listTar(bytesOf(gzipSync(tar)))).toEqual({ entries: listed, isWhole: true });
});

test('tar.gz: of one that goes on beyond what is unpacked, what is known', async () => {
  const filler = Buffer.alloc(30 * 1024 * 1024);
  const packed = gzipSync(Buffer.concat([tarEntry('first', 'a'), tarEntry('big', filler), tarEntry('last', 'b'), end]));
  const listing = await listTar(bytesOf(packed));
  expect(listing.entries.map(({ name }) => name)).toEqual(['first', 'big']);
  expect(listing.isWhole).toBe(false);
});

test('tar: something else is refused', async () => {
  await expect(listTar(bytesOf(Buffer.alloc(2048, 7)))).rejects.toThrow('not a tar archive');
  await expect(listTar(bytesOf(gzipSync(Buffer.alloc(2048, 7))))).rejects.toThrow('not a tar archive');
});

test.each(['-0000000777', 'zzzzzzzzzzz'])('tar: a size of %s ends the list', async (size) => {
  const broken = tarEntry('bad', '');
  broken.write(size, 124);
  broken.write('        ', 148);
  const sum = broken.reduce((total, byte) => total + byte, 0);
  broken.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  const listing = await listTar(bytesOf(Buffer.concat([tarEntry('good', 'x'), broken, end])));
  expect(listing).toEqual({ entries: [{ name: 'good', size: 1, isFolder: false }], isWhole: false });
});

test('zip: names and sizes, from the directory at its end', async () => {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.alloc(5_000_000, 1), 'big.bin', { compress: false });
  zip.addBuffer(Buffer.from('hi'), 'ü/🚢.txt');
  zip.addEmptyDirectory('empty');
  zip.end();
  const file = bytesOf(await buffer(zip.outputStream));
  expect(await listZip(file)).toEqual({
    entries: [
      { name: 'big.bin', size: 5_000_000, isFolder: false },
      { name: 'ü/🚢.txt', size: 2, isFolder: false },
      { name: 'empty/', size: 0, isFolder: true },
    ],
    isWhole: true,
  });
  const read = file.reads.reduce((sum, [from, to]) => sum + to - from, 0);
  expect(read).toBeLessThan(200_000);
});

test('zip: something else is refused', async () => {
  await expect(listZip(bytesOf(Buffer.alloc(2048, 7)))).rejects.toThrow(Error);
});
