import type { Connection, CredentialDraft, EndpointDraft, ProviderSummary } from '../../../preload/contract/index.ts';

/** What the user has typed in the connection dialog. Every field is kept as typed, also through errors. */
export interface ConnectionDraft {
  readonly name: string;
  readonly endpoint: string;
  readonly region: string;
  readonly addressing: 'path' | 'virtual';
  /** The bucket, disk or volume id, where the store cannot list them. */
  readonly bucket: string;
  readonly accessKeyId: string;
  /** Empty in an edit: the stored one stays. */
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly readOnly: boolean;
}

export type ConnectionField = 'name' | 'endpoint' | 'region' | 'bucket' | 'accessKeyId' | 'secretAccessKey';
export type ConnectionProblem =
  | 'empty'
  | 'too-long'
  | 'not-an-address'
  | 'address-parts'
  | 'secret-with-new-key'
  | 'has-spaces'
  | 'secret-missing';
export type ConnectionProblems = Partial<Readonly<Record<ConnectionField, ConnectionProblem>>>;

export function draftFor(provider: ProviderSummary): ConnectionDraft {
  const first = provider.endpoints[0];
  return {
    name: provider.name,
    endpoint: first?.endpoint ?? '',
    region: first?.region ?? 'us-east-1',
    addressing: provider.addressing,
    bucket: '',
    accessKeyId: '',
    secretAccessKey: '',
    sessionToken: '',
    readOnly: false,
  };
}

/** The secret is not part of a saved connection as the window sees it, and so never comes back into the form. */
export function draftOf(connection: Connection): ConnectionDraft {
  return {
    name: connection.name,
    endpoint: connection.endpoint,
    region: connection.region,
    addressing: connection.addressing,
    bucket: connection.pinnedBuckets[0] ?? '',
    accessKeyId: connection.accessKeyId,
    secretAccessKey: '',
    sessionToken: '',
    readOnly: connection.readOnly,
  };
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
  const endpoint = endpointProblem(draft.endpoint);
  if (endpoint !== undefined) problems.endpoint = endpoint;
  if (draft.region.trim() === '') problems.region = 'empty';
  else if (draft.region.trim().length > 64) problems.region = 'too-long';
  if (provider.needsBucket && draft.bucket.trim() === '') problems.bucket = 'empty';
  else if (draft.bucket.trim().length > 255) problems.bucket = 'too-long';
  const accessKeyId = draft.accessKeyId.trim();
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
  const bucket = draft.bucket.trim();
  // An edit changes the first of the buckets opened by name and keeps the others.
  const others = (saved?.pinnedBuckets ?? []).slice(1).filter((name) => name !== bucket);
  return {
    provider: provider.id,
    endpoint: tidyEndpoint(draft.endpoint),
    region: draft.region.trim(),
    addressing: draft.addressing,
    pinnedBuckets: bucket === '' ? others : [bucket, ...others],
  };
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
