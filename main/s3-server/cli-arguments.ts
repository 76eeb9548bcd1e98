import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  allRights,
  emulatedStores,
  isEmulatedStore,
  joinQuirks,
  readQuirk,
  type AccessKey,
  type EmulatedStore,
  type Quirks,
} from './access/index.ts';

export const help = `Runs Quayside's S3 server alone.

  npm run s3 -- --root DIR --port N --key ACCESS:SECRET[:USER]

  --root DIR         where buckets and objects are kept; made where missing (required)
  --port N           port to listen on; 0 picks a free one (default 9000)
  --host ADDRESS     address to listen on (default 127.0.0.1: this machine only)
  --key ID:SECRET[:USER]  a credential; repeatable. Keys of one USER share its buckets (default user: local)
  --key-file FILE    credentials, one a line in the form of --key; '#' begins a comment
  --region NAME      the region clients sign for (default us-east-1)
  --domain NAME      a name this server is reached by, for bucket.NAME addressing; repeatable
  --folder NAME=DIR  shows a directory as the bucket NAME; repeatable, owned by the first key's user
  --bucket NAME[:USER]  a bucket that is there from the start; repeatable (default user: the first key's)
  --profile STORE    answers as that store does: ${emulatedStores.join(', ')}
  --quirk NAME       what a store does now and then; repeatable, with --profile only:
                     slow-first-page[=MS], repeated-token[=TIMES], delegated=KEY, strict-addressing
  --management-port N  also serves the management API (buckets, keys, links, CORS, quotas) there; 0 picks a free port
  --management-token-file FILE  its bearer token, of 8 characters or more; or the environment variable
                     QUAYSIDE_MANAGEMENT_TOKEN. Keys made there live until the server stops
  --quota-bytes N    what the first key's user may store
  --transfer-quota-bytes N  what may be downloaded from that user's buckets in a month
  --lifecycle-day-seconds N  how long a day of lifecycle rules is, for tests (default 86400)
  --fast             do not wait for the disk: a power cut may lose acknowledged writes
  --help             this text

Everyone on the machine can read command lines: prefer --key-file, or the environment variable QUAYSIDE_S3_KEYS
(credentials in the form of --key, separated by spaces or lines).
What asks for SSE-S3 is encrypted with the key in DIR/volume.key, made at the first start: keep it with the backups, but apart.
When it listens it prints one line of JSON on standard output: {"endpoint":…,"region":…}.
`;

export interface CliArguments {
  readonly root: string;
  readonly host: string;
  readonly port: number;
  /** Undefined: the profile's own, or us-east-1. */
  readonly region: string | undefined;
  readonly domains: readonly string[];
  readonly folders: readonly { readonly name: string; readonly directory: string }[];
  readonly buckets: readonly { readonly name: string; readonly user: string | undefined }[];
  readonly profile: EmulatedStore | undefined;
  readonly quirks: Quirks;
  readonly management: { readonly port: number; readonly token: string } | undefined;
  /** Bytes. */
  readonly quota: { readonly storage: number | undefined; readonly transfer: number | undefined };
  readonly fast: boolean;
  readonly lifecycleDaySeconds?: number;
  readonly keys: readonly AccessKey[];
}

/** A mistake in the arguments, in one line for the person who made it; never holds a secret. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError';
}

/** Throws ArgumentError. `help` asks for the text above and nothing else. */
export function parseCliArguments(argv: readonly string[], environment: NodeJS.ProcessEnv): CliArguments | 'help' {
  const values = parse(argv);
  if (values.help) return 'help';
  if (!values.root) throw new ArgumentError('--root DIR is needed: the directory where buckets and objects are kept');
  const port = portOf('--port', values.port ?? '9000');
  const { region, profile } = values;
  if (region !== undefined && !/^[A-Za-z0-9-]{1,64}$/.test(region))
    throw new ArgumentError(`--region '${region}' is not a region's name`);
  const keys = [
    ...(values.key ?? []).map((text, at) => keyOf(text, `--key number ${at + 1}`)),
    ...keysOfFile(values['key-file']),
    ...(environment['QUAYSIDE_S3_KEYS'] ?? '')
      .split(/\s+/)
      .filter((text) => text !== '')
      .map((text, at) => keyOf(text, `credential ${at + 1} of QUAYSIDE_S3_KEYS`)),
  ];
  if (keys.length === 0) throw new ArgumentError('--key ACCESS:SECRET[:USER] or --key-file FILE is needed');
  if (profile !== undefined && !isEmulatedStore(profile)) {
    throw new ArgumentError(`--profile '${profile}' is none of ${emulatedStores.join(', ')}`);
  }
  const quirks = joinQuirks((values.quirk ?? []).map(quirkOf));
  if (profile === undefined && values.quirk) throw new ArgumentError('--quirk needs a --profile');
  const ids = new Set(keys.map((key) => key.accessKeyId));
  if (ids.size < keys.length) throw new ArgumentError('two credentials have the same access key id');
  return {
    root: values.root,
    host: values.host ?? '127.0.0.1',
    port,
    region,
    domains: values.domain ?? [],
    folders: (values.folder ?? []).map(folderOf),
    buckets: (values.bucket ?? []).map(bucketOf),
    profile,
    quirks,
    management: managementOf(values['management-port'], values['management-token-file'], environment),
    quota: {
      storage: bytesOf('--quota-bytes', values['quota-bytes']),
      transfer: bytesOf('--transfer-quota-bytes', values['transfer-quota-bytes']),
    },
    fast: values.fast ?? false,
    ...lifecycleDay(values['lifecycle-day-seconds']),
    keys,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      strict: true,
      allowPositionals: false,
      options: {
        root: { type: 'string' },
        host: { type: 'string' },
        port: { type: 'string' },
        region: { type: 'string' },
        key: { type: 'string', multiple: true },
        'key-file': { type: 'string' },
        domain: { type: 'string', multiple: true },
        folder: { type: 'string', multiple: true },
        bucket: { type: 'string', multiple: true },
        profile: { type: 'string' },
        quirk: { type: 'string', multiple: true },
        'management-port': { type: 'string' },
        'management-token-file': { type: 'string' },
        'quota-bytes': { type: 'string' },
        'transfer-quota-bytes': { type: 'string' },
        'lifecycle-day-seconds': { type: 'string' },
        fast: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : 'unknown option';
    throw new ArgumentError(`${why} (see --help)`, { cause });
  }
}

/** A secret may hold `/` and `+` but no colon, as AWS secrets do. */
function keyOf(text: string, place: string): AccessKey {
  const [accessKeyId = '', secret = '', user = 'local', ...rest] = text.split(':');
  if (accessKeyId === '' || secret === '' || user === '' || rest.length > 0) {
    throw new ArgumentError(`${place} is not of the form ACCESS:SECRET[:USER]`);
  }
  if (/[\s,/=]/.test(accessKeyId))
    throw new ArgumentError(`${place}: an access key id holds no spaces, commas, / or =`);
  return { accessKeyId, secret, user, scope: allRights };
}

function textOf(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ArgumentError(`${name} '${file}' cannot be read`, { cause });
  }
}

function keysOfFile(file: string | undefined): AccessKey[] {
  if (file === undefined) return [];
  return textOf('--key-file', file)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .map((line, at) => ({ line, place: `line ${at + 1} of '${file}'` }))
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ line, place }) => keyOf(line, place));
}

function folderOf(text: string): { name: string; directory: string } {
  const equals = text.indexOf('=');
  const name = text.slice(0, equals);
  const directory = text.slice(equals + 1);
  if (equals < 1 || directory === '') throw new ArgumentError(`--folder '${text}' is not of the form NAME=DIR`);
  return { name, directory };
}

function bucketOf(text: string): CliArguments['buckets'][number] {
  const [name = '', user, ...rest] = text.split(':');
  if (name === '' || user === '' || rest.length > 0) {
    throw new ArgumentError(`--bucket '${text}' is not of the form NAME[:USER]`);
  }
  return { name, user };
}

function quirkOf(text: string): Quirks {
  const quirk = readQuirk(text);
  if (!quirk) throw new ArgumentError(`--quirk '${text}' is none that is known (see --help)`);
  return quirk;
}

function portOf(name: string, text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new ArgumentError(`${name} '${text}' is not a port: use a number from 0 to 65535`);
}

function bytesOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,15}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new ArgumentError(`${name} '${text}' is not a number of bytes`);
}

function managementOf(
  port: string | undefined,
  file: string | undefined,
  environment: NodeJS.ProcessEnv,
): CliArguments['management'] {
  if (port === undefined) {
    if (file === undefined) return undefined;
    throw new ArgumentError('--management-token-file needs a --management-port');
  }
  const token = (
    file === undefined ? environment['QUAYSIDE_MANAGEMENT_TOKEN'] : textOf('--management-token-file', file)
  )?.trim();
  if (token === undefined || token.length < 8 || /\s/.test(token)) {
    throw new ArgumentError(
      '--management-port needs a token of 8 characters or more: --management-token-file FILE or QUAYSIDE_MANAGEMENT_TOKEN',
    );
  }
  return { port: portOf('--management-port', port), token };
}

function lifecycleDay(text: string | undefined): { lifecycleDaySeconds?: number } {
  if (text === undefined) return {};
  if (!/^\d{1,5}$/.test(text) || Number(text) < 1 || Number(text) > 86_400) {
    throw new ArgumentError(`--lifecycle-day-seconds '${text}' is not a number of seconds from 1 to 86400`);
  }
  return { lifecycleDaySeconds: Number(text) };
}
