import type { ImportNote, ImportOrigin, ProviderId } from '../../preload/contract/index.ts';
import { providers } from '../providers/index.ts';

/** One connection of another program; `secret` never leaves the backend. */
export interface FoundConnection {
  readonly from: ImportOrigin;
  readonly name: string;
  readonly provider: ProviderId;
  readonly endpoint: string;
  readonly region: string;
  readonly addressing: 'path' | 'virtual';
  readonly bucket?: string | undefined;
  readonly accessKeyId: string;
  readonly how: 'copy' | 'live' | 'without-secret' | 'not';
  readonly notes: readonly ImportNote[];
  readonly secret?: string | undefined;
  /** The AWS profile that is read each time. */
  readonly profile?: string | undefined;
  readonly command?: string | undefined;
}

const byHost: readonly (readonly [RegExp, ProviderId])[] = [
  [/(^|\.)amazonaws\.com(\.cn)?$/, 'aws'],
  [/\.r2\.cloudflarestorage\.com$/, 'r2'],
  [/\.backblazeb2\.com$/, 'b2'],
  [/\.wasabisys\.com$/, 'wasabi'],
  [/\.digitaloceanspaces\.com$/, 'spaces'],
  [/^storage\.googleapis\.com$/, 'gcs'],
  [/(^|\.)cwobject\.com$/, 'coreweave'],
  [/^s3api-[a-z0-9-]+\.runpod\.io$/, 'runpod'],
  [/(^|\.)runsite\.app$/, 'runsite'],
  [/\.prod\.archil\.com$/, 'archil'],
];

/** A typed address as a connection has it; undefined for what is none. */
export function tidyAddress(typed: string, secure = true): string | undefined {
  const value = typed.trim().replace(/\/+$/, '');
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `${secure ? 'https' : 'http'}://${value}`;
  if (value === '' || whole.length > 512 || !URL.canParse(whole)) return undefined;
  return /^https?:\/\/[^\s/?#@]+(\/[^\s?#@]*)?$/i.test(whole) ? whole : undefined;
}

export const providerOfAddress = (address: string, otherwise: ProviderId = 'other'): ProviderId => {
  const { hostname } = new URL(address);
  return byHost.find(([pattern]) => pattern.test(hostname))?.[1] ?? otherwise;
};

/** The region of a known address; what an address names by itself; us-east-1 where nothing does. */
export function regionOfAddress(address: string, provider: ProviderId): string {
  const known = providers[provider].endpoints.find(({ endpoint }) => endpoint === address)?.region;
  const said = /[.-]((?:us|eu|ap|ca|sa|me|af|il|mx|cn)-[a-z]+-\d{1,3})\./.exec(new URL(address).hostname)?.[1];
  return known ?? said ?? providers[provider].typedRegion ?? 'us-east-1';
}

export const addressingOf = (provider: ProviderId): 'path' | 'virtual' => providers[provider].addressing;

/** A name for people: no control characters, at most 120. */
export const tidyName = (name: string): string => {
  const tidy = Array.from(name, (char) => (char < ' ' || char === '\u007f' ? ' ' : char))
    .join('')
    .trim()
    .slice(0, 120)
    .trim();
  return tidy === '' ? 'Unnamed' : tidy;
};
