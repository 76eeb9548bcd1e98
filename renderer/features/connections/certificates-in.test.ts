import { describe, expect, it } from 'vitest';
import { certificatesIn } from './certificates-in.ts';

const one = `-----BEGIN CERTIFICATE-----\n${'MIIB'.repeat(40)}\n-----END CERTIFICATE-----`;

describe('certificates of a file', () => {
  it('takes a bundle and leaves out what stands between', () => {
    expect(certificatesIn(`# root\n${one}\nnotes\n${one}\n`)).toEqual({ pem: `${one}\n${one}\n`, count: 2 });
  });
  it.each([
    ['nothing', ''],
    ['a private key beside it', `${one}\n-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----`],
    ['something else', '<html>'],
    ['too much', one.repeat(1000)],
  ])('refuses %s', (_name, text) => expect(certificatesIn(text)).toBeUndefined());
});
