import { describe, expect, it } from 'vitest';
import { fetchCommands } from './fetch-commands.ts';
import { linksAsCsv, linksAsText } from './link-list.ts';

const links = [
  { key: 'a.txt', url: 'https://s3.example/a.txt?x=1' },
  { key: '=HYPERLINK("http://evil")', url: 'https://s3.example/b' },
  { key: 'with, comma\nand line', url: 'https://s3.example/c' },
];

describe('a list of links', () => {
  it('is one address a line', () => {
    expect(linksAsText(links)).toBe('https://s3.example/a.txt?x=1\nhttps://s3.example/b\nhttps://s3.example/c\n');
  });

  it('as CSV keeps names apart and starts no formula', () => {
    expect(linksAsCsv(links, 0)).toBe(
      'name,link,works until\r\na.txt,https://s3.example/a.txt?x=1,1970-01-01T00:00:00.000Z\r\n' +
        `"'=HYPERLINK(""http://evil"")",https://s3.example/b,1970-01-01T00:00:00.000Z\r\n` +
        '"with, comma\nand line",https://s3.example/c,1970-01-01T00:00:00.000Z\r\n',
    );
  });

  it('commands for the other side survive any name', () => {
    const place = { endpoint: 'https://s3api-eu-ro-1.runpod.io', region: 'EU-RO-1', addressing: 'path' as const };
    expect(fetchCommands(place, 'vol', "it's; rm -rf ~").aws).toBe(
      `aws s3 cp 's3://vol/it'\\''s; rm -rf ~' . --endpoint-url https://s3api-eu-ro-1.runpod.io --region EU-RO-1`,
    );
  });
});
