import type {
  Connection,
  ConnectionColour,
  CredentialDraft,
  EndpointDraft,
  Mend,
  ProviderSummary,
} from '../../../preload/contract/index.ts';
import { cleanedKey } from '../../../preload/contract/cleaned-key.ts';

/** What the user has typed in the connection dialog. Every field is kept as typed, also through errors. */
export interface ConnectionDraft {
  readonly name: string;
  readonly endpoint: string;
  readonly region: string;
  readonly addressing: 'path' | 'virtual';
  /** The bucket, disk or volume id, where the store cannot list them. */
  readonly bucket: string;
  /** A branch of that disk, where the store has them. */
  readonly branch: string;
  /** The id that the address is made from, and which of the addresses; where the store has such. */
  readonly account: string;
  readonly accountChoice: number;
  readonly accessKeyId: string;
  /** Empty in an edit: the stored one stays. */
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly readOnly: boolean;
  readonly colour: ConnectionColour | 'none';
  /** Certificates in PEM; empty for none. */
  readonly ca: string;
  readonly proxy: string;
  readonly clockOffset: number | undefined;
}

export type ConnectionField =
  | 'name'
  | 'endpoint'
  | 'region'
  | 'bucket'
  | 'branch'
  | 'account'
  | 'accessKeyId'
  | 'secretAccessKey'
  | 'proxy';
export type ConnectionProblem =
  | 'empty'
  | 'too-long'
  | 'not-an-address'
  | 'address-parts'
  | 'not-an-id'
  | 'secret-with-new-key'
  | 'has-spaces'
  | 'secret-missing';
export type ConnectionProblems = Partial<Readonly<Record<ConnectionField, ConnectionProblem>>>;

export function draftFor(provider: ProviderSummary): ConnectionDraft {
  const first = provider.endpoints[0];
  return {
    name: provider.name,
    endpoint: first?.endpoint ?? '',
    region: first?.region ?? provider.region,
    addressing: provider.addressing,
    bucket: '',
    branch: '',
    account: '',
    accountChoice: 0,
    accessKeyId: '',
    secretAccessKey: '',
    sessionToken: '',
    readOnly: false,
    colour: 'none',
    ca: '',
    proxy: '',
    clockOffset: undefined,
  };
}

/** The secret is not part of a saved connection as the window sees it, and so never comes back into the form. */
export function draftOf(connection: Connection, provider?: ProviderSummary): ConnectionDraft {
  const opened = connection.pinnedBuckets[0] ?? '';
  const at = provider?.branchSeparator === undefined ? -1 : opened.indexOf(provider.branchSeparator);
  const choices = provider?.account?.choices ?? [];
  const accountChoice = choices.findIndex(({ before, after }) => accountIn(connection.endpoint, before, after) !== '');
  const choice = choices[accountChoice];
  return {
    name: connection.name,
    endpoint: connection.endpoint,
    region: connection.region,
    addressing: connection.addressing,
    bucket: at < 0 ? opened : opened.slice(0, at),
    branch: at < 0 ? '' : opened.slice(at + 1),
    account: choice === undefined ? '' : accountIn(connection.endpoint, choice.before, choice.after),
    accountChoice: Math.max(0, accountChoice),
    accessKeyId: connection.accessKeyId,
    secretAccessKey: '',
    sessionToken: '',
    readOnly: connection.readOnly,
    colour: connection.colour ?? 'none',
    ca: connection.ca ?? '',
    proxy: connection.proxy ?? '',
    clockOffset: connection.clockOffset,
  };
}

/** The id inside an address that was made from one; empty where it was not. */
function accountIn(endpoint: string, before: string, after: string): string {
  const id = endpoint.slice(before.length, endpoint.length - after.length);
  return endpoint === `${before}${id}${after}` && /^[^./]+$/.test(id) ? id : '';
}

/** The address as it goes to the backend: made from the account id where the store asks for one. */
export function addressOf(draft: ConnectionDraft, provider: ProviderSummary): string {
  const choice = provider.account?.choices[draft.accountChoice];
  return choice === undefined || draft.account.trim() === ''
    ? tidyEndpoint(draft.endpoint)
    : `${choice.before}${draft.account.trim().toLowerCase()}${choice.after}`;
}

/** An address without a scheme is meant as https. */
export function tidyEndpoint(typed: string): string {
  const value = typed.trim().replace(/\/+$/, '');
  return value === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`;
}

function endpointProblem(typed: string): ConnectionProblem | undefined {
  const value = tidyEndpoint(typed);
  if (value === '') return 'empty';
  if (value.length > 512) return 'too-long';
  if (!/^https?:\/\//i.test(value) || !URL.canParse(value)) return 'not-an-address';
  // The contract's own rule: no user name, query or fragment, where a secret might hide.
  return /^https?:\/\/[^\s/?#@]+(\/[^\s?#@]*)?$/i.test(value) ? undefined : 'address-parts';
}

/** A secret is needed for a new connection, for a changed access key, and where the stored one is gone. */
export function secretNeeded(draft: ConnectionDraft, saved: Connection | undefined): boolean {
  if (saved?.source !== undefined && draft.secretAccessKey === '') return false;
  return saved === undefined || !saved.hasSecret || draft.accessKeyId.trim() !== saved.accessKeyId;
}

export function connectionProblems(
  draft: ConnectionDraft,
  provider: ProviderSummary,
  saved: Connection | undefined,
): ConnectionProblems {
  const problems: { -readonly [F in ConnectionField]?: ConnectionProblem } = {};
  const name = draft.name.trim();
  if (name === '') problems.name = 'empty';
  else if (name.length > 120) problems.name = 'too-long';
  const { account } = provider;
  if (account !== undefined && draft.endpoint.trim() === '') {
    const typed = draft.account.trim().toLowerCase();
    if (typed === '') problems.account = 'empty';
    else if (!new RegExp(`^(?:${account.pattern})$`, 'u').test(typed)) problems.account = 'not-an-id';
  } else {
    const endpoint = endpointProblem(draft.endpoint);
    if (endpoint !== undefined) problems.endpoint = endpoint;
  }
  if (draft.proxy.trim() !== '') {
    const proxy =
      endpointProblem(draft.proxy) ?? (/\/.+\//.test(tidyProxy(draft.proxy).slice(8)) ? 'address-parts' : undefined);
    if (proxy !== undefined) problems.proxy = proxy;
  }
  if (/[\s/]/.test(draft.branch.trim())) problems.branch = 'not-an-id';
  if (draft.region.trim() === '') problems.region = 'empty';
  else if (draft.region.trim().length > 64) problems.region = 'too-long';
  if (provider.needsBucket && draft.bucket.trim() === '') problems.bucket = 'empty';
  else if (draft.bucket.trim().length > 255) problems.bucket = 'too-long';
  const accessKeyId = draft.accessKeyId.trim();
  const isSourced = saved?.source !== undefined && draft.secretAccessKey.trim() === '';
  if (isSourced) return problems;
  if (accessKeyId === '') problems.accessKeyId = 'empty';
  else if (accessKeyId.length > 256) problems.accessKeyId = 'too-long';
  else if (/\s/.test(accessKeyId)) problems.accessKeyId = 'has-spaces';
  const secret = draft.secretAccessKey.trim();
  if (secret === '' && secretNeeded(draft, saved))
    problems.secretAccessKey =
      saved === undefined ? 'empty' : saved.hasSecret ? 'secret-with-new-key' : 'secret-missing';
  else if (/\s/.test(secret)) problems.secretAccessKey = 'has-spaces';
  else if (secret.length > 4096) problems.secretAccessKey = 'too-long';
  return problems;
}

export function endpointOf(
  draft: ConnectionDraft,
  provider: ProviderSummary,
  saved: Connection | undefined,
): EndpointDraft {
  const branch = draft.branch.trim();
  const named = draft.bucket.trim();
  const bucket =
    provider.branchSeparator === undefined || branch === '' || named === ''
      ? named
      : `${named}${provider.branchSeparator}${branch}`;
  const proxy = tidyProxy(draft.proxy);
  // An edit changes the first of the buckets opened by name and keeps the others.
  const others = (saved?.pinnedBuckets ?? []).slice(1).filter((name) => name !== bucket);
  return {
    provider: provider.id,
    endpoint: addressOf(draft, provider),
    region: draft.region.trim(),
    addressing: draft.addressing,
    pinnedBuckets: bucket === '' ? others : [bucket, ...others],
    ...(draft.ca.trim() === '' ? {} : { ca: draft.ca.trim() }),
    ...(proxy === '' ? {} : { proxy }),
    ...(draft.clockOffset === undefined ? {} : { clockOffset: draft.clockOffset }),
  };
}

/** A proxy without a scheme is meant as http: it is asked to CONNECT, and TLS goes through it. */
const tidyProxy = (typed: string): string => {
  const value = typed.trim().replace(/\/+$/, '');
  return value === '' || /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `http://${value}`;
};

/** What one press of the doctor's button changes in the form; nothing where it is for the user to act. */
export function mended(draft: ConnectionDraft, mend: Mend): ConnectionDraft {
  switch (mend.do) {
    case 'set-region':
      return { ...draft, region: mend.region, ...(mend.endpoint === undefined ? {} : { endpoint: mend.endpoint }) };
    case 'set-addressing':
      return { ...draft, addressing: mend.addressing };
    case 'set-endpoint':
      return { ...draft, endpoint: mend.endpoint, account: '' };
    case 'use-clock':
      return { ...draft, clockOffset: mend.offset };
    case 'trim-key':
      return {
        ...draft,
        accessKeyId: cleanedKey(draft.accessKeyId),
        secretAccessKey: cleanedKey(draft.secretAccessKey),
        sessionToken: cleanedKey(draft.sessionToken),
      };
    case 'trust':
      return { ...draft, ca: [draft.ca.trim(), mend.certificate.pem.trim()].filter(Boolean).join('\n') };
    case 'clear-proxy':
      return { ...draft, proxy: '' };
    case 'sign-in':
    case 'replace-key':
    case 'name-bucket':
    case 'retry':
      return draft;
  }
}

/** Undefined where no secret was typed: the stored one stays. */
export function credentialOf(draft: ConnectionDraft): CredentialDraft | undefined {
  const secretAccessKey = draft.secretAccessKey.trim();
  const sessionToken = draft.sessionToken.trim();
  return secretAccessKey === ''
    ? undefined
    : {
        accessKeyId: draft.accessKeyId.trim(),
        secretAccessKey,
        ...(sessionToken === '' ? {} : { sessionToken }),
      };
}

/** Bytes travel unencrypted, and not only inside this machine. */
export function isPlainHttp(endpoint: string): boolean {
  const value = tidyEndpoint(endpoint);
  if (!/^http:\/\//i.test(value) || !URL.canParse(value)) return false;
  const { hostname } = new URL(value);
  return hostname !== 'localhost' && hostname !== '[::1]' && !hostname.startsWith('127.');
}
