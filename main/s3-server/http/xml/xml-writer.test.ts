import { expect, test } from 'vitest';
import { createTimeWriter, xmlTime } from './xml-writer.ts';

test('many times are written as one is', () => {
  const write = createTimeWriter();
  const day = Date.UTC(2026, 0, 2);
  const times = [0, 1, 999, 1000, 59_999, 60_000, 3_599_999, 3_600_000, 86_399_999, 86_400_000, -1, -86_400_001];
  for (const time of [...times, ...times.map((at) => day + at), day + 0.5, Date.UTC(9999, 11, 31, 23, 59, 59, 999)]) {
    expect(write(time)).toBe(xmlTime(time));
  }
});
