import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type ProviderId, bucketName, keyPrefix, providerIds } from '../../preload/contract/index.ts';
import type { TransferOrder, TransferStore } from '../transfer-command.ts';
import { readAwsProfile } from './aws-profile.ts';
import { UsageError } from './start-options.ts';

export interface TransferArguments {
  readonly help: boolean;
  readonly json: boolean;
  /** Absent: a temporary one, and nothing of the run is kept. */
  readonly home: string | undefined;
  readonly order: TransferOrder;
  readonly store: TransferStore;
}

export const transferUsage = `Usage: npm run transfer -- up|down|sync SOURCE TARGET [OPTIONS]

  up    PATH s3://BUCKET/PREFIX   sends a file, or the contents of a folder; objects of the same name are overwritten
  down  s3://BUCKET/PREFIX DIR    fetches an object, or all below a prefix that ends with /
  sync  DIR s3://BUCKET/PREFIX    sends what is missing, of another size, or newer here

  --endpoint URL     of the store (also AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the profile); else Amazon S3
  --region NAME      (also AWS_REGION, AWS_DEFAULT_REGION or the profile); else us-east-1
  --provider NAME    one of ${providerIds.join(', ')}: limits and checksums to keep to
  --profile NAME     of ~/.aws; without it AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN count first
  --delete           sync: in the end, delete objects below the prefix that the folder has not
  --checksum         sync: compare bytes with ETags instead of times
  --parallel N       files at a time, 1 to 32 (8)
  --upload-limit N, --download-limit N   bytes a second
  --home DIR         keeps the ledger there: the same command goes on where it was stopped
  --json             the result with its receipt as one line of JSON on stdout

Progress goes to stderr. Ends with 0 where everything was delivered, 1 where some files were not, 2 for a mistake in the
command, 130 where it was interrupted.`;

type Env = Readonly<Record<string, string | undefined>>;

export async function parseTransferArguments(args: readonly string[], env: Env): Promise<TransferArguments | 'help'> {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [kind, first, second, ...more] = positionals;
  if (kind !== 'up' && kind !== 'down' && kind !== 'sync') throw new UsageError('Say up, down or sync first.');
  if (first === undefined || second === undefined || more.length > 0) {
    throw new UsageError(`${kind} needs a path on this machine and an s3:// address.`);
  }
  const remote = [first, second].find((one) => one.startsWith('s3://'));
  const local = [first, second].find((one) => !one.startsWith('s3://'));
  if (remote === undefined || local === undefined) {
    throw new UsageError('One of the two must be an s3:// address, the other a path on this machine.');
  }
  if (kind !== 'down' && remote === first)
    throw new UsageError(`${kind} sends from this machine: the path comes first.`);
  const address = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(remote);
  const bucket = bucketName.safeParse(address?.[1]);
  const prefix = keyPrefix.safeParse(address?.[2]);
  if (!bucket.success || !prefix.success) throw new UsageError(`${remote.slice(0, 100)} is no address of a bucket.`);
  const path = resolve(local);
  const facts = await stat(path).catch((cause: unknown) => {
    throw new UsageError(`${path} cannot be read.`, { cause });
  });
  if (kind !== 'up' && !facts.isDirectory()) throw new UsageError(`${path} is not a folder.`);
  if (!facts.isDirectory() && !facts.isFile()) throw new UsageError(`${path} is neither a file nor a folder.`);
  if (kind !== 'sync' && (values.delete || values.checksum)) {
    throw new UsageError('--delete and --checksum are for sync.');
  }
  return {
    help: false,
    json: values.json ?? false,
    home: values.home === undefined ? undefined : resolve(values.home),
    order: {
      kind,
      path,
      isFolder: facts.isDirectory(),
      bucket: bucket.data,
      prefix: prefix.data,
      delete: values.delete ?? false,
      checksum: values.checksum ?? false,
      parallel: number('--parallel', values.parallel, 1, 32) ?? 8,
      uploadLimit: number('--upload-limit', values['upload-limit'], 1, Number.MAX_SAFE_INTEGER) ?? 0,
      downloadLimit: number('--download-limit', values['download-limit'], 1, Number.MAX_SAFE_INTEGER) ?? 0,
    },
    store: await storeOf(values, env),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        endpoint: { type: 'string' },
        region: { type: 'string' },
        provider: { type: 'string' },
        profile: { type: 'string' },
        home: { type: 'string' },
        json: { type: 'boolean' },
        delete: { type: 'boolean' },
        checksum: { type: 'boolean' },
        parallel: { type: 'string' },
        'upload-limit': { type: 'string' },
        'download-limit': { type: 'string' },
      },
    });
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : 'The command is not understood.', { cause });
  }
}

function number(name: string, value: string | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined;
  const parsed = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (!(parsed >= least && parsed <= most))
    throw new UsageError(`${name} needs a whole number from ${least} to ${most}.`);
  return parsed;
}

async function storeOf(
  values: { endpoint?: string; region?: string; provider?: string; profile?: string },
  env: Env,
): Promise<TransferStore> {
  const name = values.profile ?? env['AWS_PROFILE'] ?? 'default';
  const profile = await readAwsProfile(name, env);
  const inEnv = values.profile === undefined && env['AWS_ACCESS_KEY_ID'] !== undefined;
  const accessKeyId = inEnv ? env['AWS_ACCESS_KEY_ID'] : profile.accessKeyId;
  const secretAccessKey = inEnv ? env['AWS_SECRET_ACCESS_KEY'] : profile.secretAccessKey;
  const sessionToken = inEnv ? env['AWS_SESSION_TOKEN'] : profile.sessionToken;
  if (!accessKeyId || !secretAccessKey) {
    throw new UsageError(
      `No key was found: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the profile '${name.slice(0, 100)}' one in ~/.aws/credentials.`,
    );
  }
  const region = values.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? profile.region ?? 'us-east-1';
  const given = values.endpoint ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'] ?? profile.endpoint;
  const endpoint = given ?? `https://s3.${region}.amazonaws.com`;
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.search !== '') {
    throw new UsageError(`${endpoint.slice(0, 100)} is no http or https address of a store.`);
  }
  const provider = values.provider ?? (given === undefined ? 'aws' : 'other');
  const known = providerIds.find((id): id is ProviderId => id === provider);
  if (known === undefined) throw new UsageError(`--provider is one of ${providerIds.join(', ')}.`);
  const addressing = known === 'aws' || known === 'coreweave' ? 'virtual' : 'path';
  return {
    provider: known,
    endpoint,
    region,
    addressing,
    credential: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) },
  };
}
