import { readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** What ~/.aws says of one profile. */
export interface AwsProfile {
  readonly accessKeyId?: string | undefined;
  readonly secretAccessKey?: string | undefined;
  readonly sessionToken?: string | undefined;
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

/** No settings file of people is larger; bytes. */
const mostBytes = 1024 * 1024;

/**
 * Reads one profile of the shared files of the AWS tools; what neither file has is absent.
 * https://docs.aws.amazon.com/sdkref/latest/guide/file-format.html
 */
export async function readAwsProfile(name: string, env: Env): Promise<AwsProfile> {
  const folder = join(homedir(), '.aws');
  const [credentials, config] = await Promise.all([
    section(env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(folder, 'credentials'), [name]),
    section(
      env['AWS_CONFIG_FILE'] ?? join(folder, 'config'),
      name === 'default' ? ['default', 'profile default'] : [`profile ${name}`],
    ),
  ]);
  const value = (key: string) => credentials.get(key) ?? config.get(key);
  return {
    accessKeyId: value('aws_access_key_id'),
    secretAccessKey: value('aws_secret_access_key'),
    sessionToken: value('aws_session_token'),
    region: value('region'),
    endpoint: value('endpoint_url'),
  };
}

async function section(file: string, names: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const text = await readBounded(file);
  let inside = false;
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line);
    if (heading) inside = names.includes((heading[1] ?? '').replace(/\s+/g, ' '));
    // Indented lines belong to a nested setting, as `s3 =`.
    const setting = inside ? /^([A-Za-z_]+)\s*=\s*(.*?)\s*$/.exec(line) : null;
    if (setting?.[1] && setting[2]) found.set(setting[1].toLowerCase(), setting[2]);
  }
  return found;
}

async function readBounded(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > mostBytes) throw new Error(`${file} is too large to be a settings file`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
