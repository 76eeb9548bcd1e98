import { describe, expect, it } from 'vitest';
import type { Connection, ConnectionId, ProviderSummary } from '../../../preload/contract/index.ts';
import {
  connectionProblems,
  credentialOf,
  draftFor,
  draftOf,
  endpointOf,
  isPlainHttp,
  secretNeeded,
  tidyEndpoint,
} from './connection-draft.ts';

const provider = {
  id: 'runpod',
  name: 'Runpod',
  endpoints: [{ label: 'Iceland', endpoint: 'https://s3api-eur-is-1.runpod.io', region: 'EUR-IS-1' }],
  addressing: 'path',
  needsBucket: true,
} as Partial<ProviderSummary> as ProviderSummary;

const saved = {
  id: 'c1' as ConnectionId,
  name: 'Mine',
  provider: 'runpod',
  endpoint: 'https://s3api-eur-is-1.runpod.io',
  region: 'EUR-IS-1',
  addressing: 'path',
  accessKeyId: 'user_1',
  hasSecret: true,
  readOnly: false,
  pinnedBuckets: ['vol1', 'vol2'],
} as Partial<Connection> as Connection;

describe('connection draft', () => {
  it('starts from the provider’s first endpoint and asks only for what is missing', () => {
    const draft = draftFor(provider);
    expect(draft).toMatchObject({ region: 'EUR-IS-1', addressing: 'path' });
    expect(connectionProblems(draft, provider, undefined)).toEqual({
      bucket: 'empty',
      accessKeyId: 'empty',
      secretAccessKey: 'empty',
    });
  });

  it('never reads a secret back, and keeps the stored one where none is typed', () => {
    const draft = draftOf(saved);
    expect(draft.secretAccessKey).toBe('');
    expect(connectionProblems(draft, provider, saved)).toEqual({});
    expect(credentialOf(draft)).toBeUndefined();
  });

  it('asks for the secret of a changed access key, and where it is gone', () => {
    const changed = { ...draftOf(saved), accessKeyId: 'user_2' };
    expect(secretNeeded(changed, saved)).toBe(true);
    expect(connectionProblems(changed, provider, saved).secretAccessKey).toBe('secret-with-new-key');
    expect(connectionProblems(draftOf(saved), provider, { ...saved, hasSecret: false }).secretAccessKey).toBe(
      'secret-missing',
    );
  });

  it('takes stray spaces off pasted keys and refuses those inside', () => {
    const draft = { ...draftFor(provider), accessKeyId: ' AKIA \n', secretAccessKey: '\tabc ' };
    expect(credentialOf(draft)).toEqual({ accessKeyId: 'AKIA', secretAccessKey: 'abc' });
    expect(connectionProblems({ ...draft, secretAccessKey: 'a b' }, provider, undefined).secretAccessKey).toBe(
      'has-spaces',
    );
  });

  it('keeps the other buckets that were opened by name', () => {
    expect(endpointOf({ ...draftOf(saved), bucket: 'vol9' }, provider, saved).pinnedBuckets).toEqual(['vol9', 'vol2']);
  });

  it.each([
    ['s3.example.com/', 'https://s3.example.com', undefined],
    ['http://10.0.0.1:9000', 'http://10.0.0.1:9000', undefined],
    ['https://user:pw@s3.example.com', 'https://user:pw@s3.example.com', 'address-parts'],
    ['https://s3.example.com?x=1', 'https://s3.example.com?x=1', 'address-parts'],
    ['ftp://s3.example.com', 'ftp://s3.example.com', 'not-an-address'],
    ['  ', '', 'empty'],
  ])('endpoint "%s"', (typed, tidy, problem) => {
    expect(tidyEndpoint(typed)).toBe(tidy);
    expect(connectionProblems({ ...draftFor(provider), endpoint: typed }, provider, undefined).endpoint).toBe(problem);
  });

  it('warns of plain http outside this machine only', () => {
    expect(isPlainHttp('http://10.0.0.1:9000')).toBe(true);
    expect(isPlainHttp('http://127.0.0.1:9000')).toBe(false);
    expect(isPlainHttp('https://s3.example.com')).toBe(false);
  });
});
