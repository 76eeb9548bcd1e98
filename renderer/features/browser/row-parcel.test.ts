import { describe, expect, it } from 'vitest';
import type { ConnectionId, Place } from '../../../preload/contract/index.ts';
import type { RowParcel } from './browser-types.ts';
import { readParcel, targetProblem } from './row-parcel.ts';

const parcel: RowParcel = {
  connectionId: 'c1' as ConnectionId,
  bucket: 'box',
  base: 'a/',
  selection: { keys: ['a/x'], prefixes: ['a/b/'] },
  count: 2,
};
const to = (prefix: string, bucket = 'box'): Place => ({ connectionId: 'c1' as ConnectionId, bucket, prefix });
const carrying = (text: string): DataTransfer => ({ getData: () => text }) as unknown as DataTransfer;

describe('targetProblem', () => {
  it('refuses the same folder and a folder inside itself', () => {
    expect(targetProblem(parcel, to('a/'), false)).toBe('same');
    expect(targetProblem(parcel, to('a/'), true)).toBeUndefined();
    expect(targetProblem(parcel, to('a/b/'), false)).toBe('inside');
    expect(targetProblem(parcel, to('a/b/c/'), true)).toBe('inside');
    expect(targetProblem(parcel, to('a/bc/'), false)).toBeUndefined();
    expect(targetProblem(parcel, to('a/', 'other'), false)).toBeUndefined();
  });
});

describe('readParcel', () => {
  it('reads its own drags and nothing else', () => {
    expect(readParcel(carrying(JSON.stringify(parcel)))).toEqual(parcel);
    for (const text of [
      '',
      'x',
      'null',
      '[]',
      '{}',
      JSON.stringify({ ...parcel, selection: { keys: [1], prefixes: [] } }),
    ]) {
      expect(readParcel(carrying(text))).toBeUndefined();
    }
  });
});
