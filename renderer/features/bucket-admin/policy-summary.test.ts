import { describe, expect, it } from 'vitest';
import { policySummary } from './policy-summary.ts';

const line = (statement: Record<string, unknown>) =>
  policySummary({ Version: '2012-10-17', Statement: [statement] })[0];
const base = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' };

describe('a policy in sentences', () => {
  it('public reading is said and marked', () => {
    expect(line(base)).toEqual({ text: 'Anyone may read objects: all objects of data.', isPublic: true });
    expect(line({ ...base, Principal: { AWS: ['*'] } })?.isPublic).toBe(true);
  });
  it('accounts, users and roles by name', () => {
    const AWS = ['arn:aws:iam::123456789012:root', 'arn:aws:iam::123456789012:user/ann'];
    expect(
      line({ ...base, Principal: { AWS }, Action: ['s3:ListBucket', 's3:PutObject'], Resource: 'arn:aws:s3:::data' }),
    ).toEqual({
      text: 'the account 123456789012 and user/ann of 123456789012 may list objects and write objects: the bucket data.',
      isPublic: false,
    });
  });
  it('a condition makes it less than public, all addresses are no condition', () => {
    const from = (range: string) => ({ ...base, Condition: { IpAddress: { 'aws:SourceIp': range } } });
    expect(line(from('10.0.0.0/8'))).toEqual({
      text: 'Anyone may read objects: all objects of data, if from the addresses 10.0.0.0/8.',
      isPublic: false,
    });
    expect(line(from('0.0.0.0/0'))?.isPublic).toBe(true);
  });
  it('a refusal is no grant, everyone but some is everyone', () => {
    const refusal = {
      ...base,
      Effect: 'Deny',
      Action: 's3:*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    expect(line(refusal)).toEqual({
      text: 'Anyone may not do everything: all objects of data, if without TLS.',
      isPublic: false,
    });
    expect(line({ ...base, Principal: undefined, NotPrincipal: { AWS: 'ann' } })?.isPublic).toBe(true);
  });
  it.each([[undefined], [null], ['x'], [[]], [{ Statement: [1, null] }], [{ Statement: { Effect: 7, Action: {} } }]])(
    'what is none is none: %j',
    (policy) => expect(policySummary(policy).every(({ isPublic }) => !isPublic)).toBe(true),
  );
});
