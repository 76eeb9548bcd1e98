import { describe, expect, it } from 'vitest';
import { providers as all, toSummary } from '../../../main/providers/index.ts';
import { findProviders } from './find-providers.ts';

const providers = Object.values(all).map(toSummary);
const ids = (typed: string) => findProviders(providers, typed).map(({ id }) => id);

describe('finding a store', () => {
  it('shows all before anything is typed', () => {
    expect(ids(' ')).toHaveLength(providers.length);
  });

  it('finds by any word of name or description, and always offers another endpoint', () => {
    expect(ids('runpod')).toEqual(['runpod', 'other']);
    expect(ids('cloudflare account')).toContain('r2');
    expect(ids('no such store')).toEqual(['other']);
  });
});
