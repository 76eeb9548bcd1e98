import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { SigningKey } from './signing-key.ts';

test('signs as HMAC-SHA256 does, whatever the length of key and text', () => {
  for (const keyBytes of [0, 1, 32, 63, 64]) {
    const key = Buffer.alloc(keyBytes, 0xa7);
    const own = new SigningKey(key);
    for (const length of [0, 1, 55, 64, 512, 5000, 3]) {
      const text = 'é'.repeat(length);
      expect(own.sign(text)).toBe(createHmac('sha256', key).update(text, 'latin1').digest('hex'));
    }
  }
  expect(() => new SigningKey(Buffer.alloc(65))).toThrow(RangeError);
});
