import { describe, expect, it } from 'vitest';
import { AppError, errorTable, type AppErrorCode } from '../../preload/contract/index.ts';
import { errorFacts, errorSentence } from './error-sentences.ts';
import { toErrorShape } from './to-error-shape.ts';

const codes = Object.keys(errorTable) as AppErrorCode[];

describe('errorSentence', () => {
  it.each(codes)('%s has a title, a detail and a button for its action', (code) => {
    const bare = errorSentence(new AppError(code).toShape());
    const full = errorSentence(
      new AppError(code, {
        key: 'a\u202Eb',
        bucket: 'box',
        path: '/x',
        endpoint: 'https://s3.example',
        limit: 5,
      }).toShape(),
    );
    for (const sentence of [bare, full]) {
      expect(sentence.title.length).toBeGreaterThan(5);
      expect(sentence.detail.length).toBeGreaterThan(10);
      expect(`${sentence.title}${sentence.detail}`).not.toMatch(/undefined|null|\[object|\u202E/);
    }
    expect('action' in errorTable[code]).toBe(bare.action !== undefined);
  });

  it('reads a code it does not know as an unexpected error', () => {
    const sentence = errorSentence(toErrorShape({ code: 'FROM_THE_FUTURE', params: {} }));
    expect(sentence.title).toMatch(/went wrong/);
    expect(errorSentence(toErrorShape({ code: 'CONSTRUCTOR', params: {}, action: 'toString' })).action).toBeUndefined();
  });
});

describe('toErrorShape', () => {
  it('takes an error of the client and everything else', () => {
    expect(toErrorShape(new AppError('STORE_FULL', { bucket: 'b' }))).toMatchObject({
      code: 'STORE_FULL',
      params: { bucket: 'b' },
    });
    expect(toErrorShape(new TypeError('x')).code).toBe('INTERNAL');
    expect(toErrorShape(undefined).code).toBe('INTERNAL');
    expect(toErrorShape(new DOMException('x', 'AbortError')).code).toBe('CANCELLED');
  });
});

describe('errorFacts', () => {
  it('names what a support thread asks for', () => {
    const facts = errorFacts(new AppError('STORE_ERROR', { code: 'SlowDown', requestId: 'R1' }).toShape('i-9'));
    expect(Object.fromEntries(facts)).toEqual({
      Code: 'STORE_ERROR',
      'S3 code': 'SlowDown',
      'Request id': 'R1',
      Incident: 'i-9',
    });
  });
});
