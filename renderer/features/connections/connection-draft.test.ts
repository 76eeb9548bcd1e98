import { describe, expect, it } from 'vitest';
import type { Connection, ConnectionId, ProviderSummary } from '../../../preload/contract/index.ts';
import {
  connectionProblems,
  credentialOf,
  draftFor,
  draftOf,
  endpointOf,
  isPlainHttp,
  mended,
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

  const r2 = {
    ...provider,
    id: 'r2',
    needsBucket: false,
    endpoints: [],
    region: 'auto',
    account: {
      word: 'Account id',
      hint: '',
      pattern: '[0-9a-f]{32}',
      choices: [
        { label: 'Anywhere', before: 'https://', after: '.r2.cloudflarestorage.com', region: 'auto' },
        { label: 'EU', before: 'https://', after: '.eu.r2.cloudflarestorage.com', region: 'auto' },
      ],
    },
  } as ProviderSummary;

  it('makes the address from the account id, and finds the id in it again', () => {
    const account = '0123456789abcdef0123456789abcdef';
    const draft = { ...draftFor(r2), account: account.toUpperCase(), accountChoice: 1 };
    const endpoint = `https://${account}.eu.r2.cloudflarestorage.com`;
    expect(endpointOf(draft, r2, undefined)).toMatchObject({ endpoint, region: 'auto' });
    expect(draftOf({ ...saved, provider: 'r2', endpoint }, r2)).toMatchObject({ account, accountChoice: 1 });
    expect(connectionProblems({ ...draft, account: 'mine' }, r2, undefined).account).toBe('not-an-id');
    expect(connectionProblems({ ...draft, account: '' }, r2, undefined).account).toBe('empty');
  });

  it('joins a disk and its branch, and takes them apart again', () => {
    const archil = { ...provider, branchSeparator: '.' } as ProviderSummary;
    const draft = { ...draftFor(archil), bucket: 'dsk-1', branch: 'dev' };
    expect(endpointOf(draft, archil, undefined).pinnedBuckets).toEqual(['dsk-1.dev']);
    expect(draftOf({ ...saved, pinnedBuckets: ['dsk-1.dev'] }, archil)).toMatchObject({
      bucket: 'dsk-1',
      branch: 'dev',
    });
  });

  it('what the doctor offers goes into the form', () => {
    const draft = { ...draftFor(provider), accessKeyId: 'AK ID', secretAccessKey: '"se cret"' };
    expect(mended(draft, { do: 'trim-key' })).toMatchObject({ accessKeyId: 'AKID', secretAccessKey: 'secret' });
    expect(mended(draft, { do: 'set-region', region: 'eu' }).region).toBe('eu');
    expect(mended(draft, { do: 'use-clock', offset: 5 }).clockOffset).toBe(5);
    expect(mended({ ...draft, proxy: 'x' }, { do: 'clear-proxy' }).proxy).toBe('');
  });

  it('a profile of another program needs no secret here', () => {
    const sourced = { ...saved, accessKeyId: '', source: { kind: 'aws-profile', profile: 'lab' } } as Connection;
    expect(connectionProblems(draftOf(sourced), provider, sourced)).toEqual({});
  });
});
