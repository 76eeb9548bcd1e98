import type { ImportNote } from '../../preload/contract/index.ts';
import { addressingOf, providerOfAddress, tidyAddress, tidyName, type FoundConnection } from './found-connection.ts';
import { readIni, type IniSection } from './read-ini.ts';

export interface AwsProfile {
  readonly name: string;
  readonly get: (key: string) => string | undefined;
  readonly nested: (key: string, inner: string) => string | undefined;
}
export interface AwsFiles {
  readonly profiles: ReadonlyMap<string, AwsProfile>;
  readonly services: ReadonlyMap<string, IniSection>;
}

/**
 * The profiles of `~/.aws/config` and `~/.aws/credentials` together; a value of the second wins
 * (https://docs.aws.amazon.com/cli/v1/userguide/cli-configure-files.html).
 */
export function readAwsFiles(config: string, credentials: string): AwsFiles {
  const merged = new Map<string, { values: Map<string, string>; nested: Map<string, ReadonlyMap<string, string>> }>();
  const services = new Map<string, IniSection>();
  const take = (name: string, { values, nested }: IniSection) => {
    const known = merged.get(name) ?? { values: new Map<string, string>(), nested: new Map() };
    for (const [key, value] of values) known.values.set(key, value);
    for (const [key, inner] of nested) known.nested.set(key, inner);
    merged.set(name, known);
  };
  for (const [head, section] of readIni(config)) {
    const [kind = '', ...rest] = head.split(/\s+/);
    const name = rest.join(' ').replace(/^(["'])(.*)\1$/, '$2');
    if (head === 'default') take('default', section);
    else if (kind === 'profile' && name !== '') take(name, section);
    else if (kind === 'services' && name !== '') services.set(name, section);
  }
  for (const [head, section] of readIni(credentials)) take(head, section);
  const profiles = new Map<string, AwsProfile>();
  for (const [name, { values, nested }] of merged)
    profiles.set(name, {
      name,
      get: (key) => values.get(key) || undefined,
      nested: (key, inner) => nested.get(key)?.get(inner) || undefined,
    });
  return { profiles, services };
}

/** The program that a profile, or one that it takes its credentials from, runs; undefined where none does. */
export function commandOf({ profiles }: AwsFiles, name: string): string | undefined {
  const seen = new Set<string>();
  for (
    let at: string | undefined = name;
    at !== undefined && !seen.has(at);
    at = profiles.get(at)?.get('source_profile')
  ) {
    seen.add(at);
    const profile = profiles.get(at);
    const hasOwn = profile?.get('aws_access_key_id') !== undefined;
    const command = profile?.get('credential_process');
    if (command !== undefined && (!hasOwn || profile?.get('role_arn') !== undefined)) return command;
  }
  return undefined;
}

/** How each profile gets its credentials, and what of that can be taken over. */
export function awsConnections(files: AwsFiles): FoundConnection[] {
  return [...files.profiles.values()].flatMap((profile) => {
    const found = awsConnection(files, profile);
    return found === undefined ? [] : [found];
  });
}

function awsConnection(files: AwsFiles, profile: AwsProfile): FoundConnection | undefined {
  const { get } = profile;
  const services = files.services.get(get('services') ?? '');
  const typed =
    services?.nested.get('s3')?.get('endpoint_url') ?? profile.nested('s3', 'endpoint_url') ?? get('endpoint_url');
  const region = get('region') ?? (typed === undefined ? 'us-east-1' : undefined);
  const suffix = region?.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const endpoint = typed === undefined ? `https://s3.${region}.${suffix}` : tidyAddress(typed);
  const accessKeyId = get('aws_access_key_id') ?? '';
  const secret = get('aws_secret_access_key');
  const command = commandOf(files, profile.name);
  const notes: ImportNote[] = [];
  let how: FoundConnection['how'] = 'live';
  if (get('role_arn') !== undefined) {
    notes.push('role');
    const source = get('source_profile');
    if (get('mfa_serial') !== undefined) notes.push('needs-mfa');
    if (get('web_identity_token_file') !== undefined) notes.push('web-identity');
    if (get('credential_source') !== undefined) notes.push('environment');
    if (source !== undefined && !files.profiles.has(source)) notes.push('profile-missing');
    if (notes.includes('needs-mfa') || notes.includes('profile-missing')) how = 'not';
  } else if (accessKeyId !== '' || secret !== undefined) {
    if (accessKeyId === '' || secret === undefined) {
      notes.push('key-incomplete');
      how = 'not';
    } else if (get('aws_session_token') === undefined) how = 'copy';
    else notes.push('session-token');
  } else if (get('sso_start_url') !== undefined || get('sso_session') !== undefined) notes.push('sso');
  else if (command === undefined) return undefined;
  if (command !== undefined && how === 'live') notes.push('process');
  if (endpoint === undefined) {
    notes.push('address-refused');
    how = 'not';
  }
  const provider = endpoint === undefined ? 'other' : providerOfAddress(endpoint);
  const style = profile.nested('s3', 'addressing_style');
  return {
    from: 'aws',
    name: tidyName(profile.name === 'default' ? 'AWS default' : profile.name),
    provider,
    endpoint: endpoint ?? '',
    region: region ?? 'us-east-1',
    addressing: style === 'path' || style === 'virtual' ? style : addressingOf(provider),
    accessKeyId: how === 'copy' || notes.includes('session-token') ? accessKeyId : '',
    how,
    notes,
    ...(how === 'copy' ? { secret } : {}),
    ...(how === 'live' ? { profile: profile.name } : {}),
    ...(how === 'live' && command !== undefined ? { command } : {}),
  };
}
