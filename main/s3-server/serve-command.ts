import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { emulate, type StoreRules } from './access/index.ts';
import { ArgumentError, help, parseCliArguments, type CliArguments } from './cli-arguments.ts';
import { createCliWorkspace } from './cli-management.ts';
import { S3Error } from './errors/index.ts';
import { isBucketName } from './operations/index.ts';
import type { RequestEvent } from './http/index.ts';
import { createS3Server } from './server.ts';
import { openStorage, StorageInUseError } from './storage/index.ts';
import { readVolumeKey } from './volume-key.ts';

async function run(settings: CliArguments): Promise<void> {
  const storage = await openStorage({ root: resolve(settings.root), fast: settings.fast });
  const store =
    settings.profile &&
    emulate(settings.profile, {
      quirks: settings.quirks,
      ...(settings.region === undefined ? {} : { region: settings.region }),
    });
  const region = store?.region ?? settings.region ?? 'us-east-1';
  await showFolders(settings, region, storage);
  await makeBuckets(settings, { region, store, storage });
  let endpoint = '';
  const { keys, quota, management } = createCliWorkspace(settings, {
    storage,
    region,
    endpoint: () => endpoint,
    onFailure: (requestId, error) => reportFailure(requestId, 'management', error),
  });
  const server = createS3Server({
    storage,
    keys,
    ...(quota ? { quota } : {}),
    volumeKey: await readVolumeKey(resolve(settings.root)),
    region,
    ...(store ? { storeOf: () => store } : {}),
    domains: settings.domains,
    ...(settings.lifecycleDaySeconds === undefined ? {} : { lifecycleDayMs: settings.lifecycleDaySeconds * 1000 }),
    onBackgroundFailure: (error) => reportFailure('-', 'lifecycle', error),
    onRequest: report,
  });
  const { host, port } = settings;
  let address: string | undefined;
  let place = `${host}:${port}`;
  try {
    endpoint = await server.listen({ host, port });
    if (management && settings.management) {
      // This machine only, wherever the objects are served.
      place = `127.0.0.1:${settings.management.port}`;
      address = await management.listen({ port: settings.management.port });
    }
  } catch (cause) {
    await server.close();
    await storage.close();
    throw new ArgumentError(`cannot listen on ${place}: ${reasonOf(cause)}`, { cause });
  }
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    Promise.all([server.close(), management?.close()])
      .then(() => storage.close())
      .then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  process.stdout.write(
    `${JSON.stringify({ endpoint, region: server.region, ...(address === undefined ? {} : { management: address }) })}\n`,
  );
}

type Storage = Awaited<ReturnType<typeof openStorage>>;

async function showFolders({ folders, keys }: CliArguments, region: string, storage: Storage): Promise<void> {
  const owner = keys[0]?.user ?? 'local';
  const known = new Map((await storage.listBuckets()).map((bucket) => [bucket.name, bucket]));
  for (const { name, directory } of folders) {
    const folder = resolve(directory);
    const existing = known.get(name);
    if (existing?.folder === folder) continue;
    if (existing) throw new ArgumentError(`--folder ${name}: there is another bucket of that name`);
    await storage.createBucket({ name, owner, region, kind: 'folder', folder });
  }
}

/**
 * The buckets of `--bucket`. Where the store's keys are paths of a file system, each shows a directory of its own,
 * `ROOT-volumes/NAME`, where other programs can use the same files.
 */
async function makeBuckets(
  { buckets, keys, root }: CliArguments,
  { region, store, storage }: { region: string; store: StoreRules | undefined; storage: Storage },
): Promise<void> {
  const known = new Set((await storage.listBuckets()).map((bucket) => bucket.name));
  for (const { name, user } of buckets) {
    if (known.has(name)) continue;
    if (!isBucketName(name) && !store?.isBucketName(name))
      throw new ArgumentError(`--bucket ${name}: not a name that a bucket can have`);
    const bucket = { name, owner: user ?? keys[0]?.user ?? 'local', region };
    if (store?.provider.keys.arePaths) {
      const folder = resolve(`${resolve(root)}-volumes`, name);
      await mkdir(folder, { recursive: true });
      await storage.createBucket({ ...bucket, kind: 'folder', folder });
    } else await storage.createBucket(bucket);
  }
}

/** Refusals are ordinary; only what the server itself could not do is worth a line. */
function report(event: RequestEvent): void {
  if (event.failure === undefined) return;
  reportFailure(event.requestId, `${event.operation ?? event.method} ${event.status}`, event.failure);
}

/** With its causes: the outermost error is only what the client was told. */
function reportFailure(requestId: string, what: string, failure: unknown): void {
  process.stderr.write(`${requestId} ${what}: ${inspect(failure, { depth: 4 })}\n`);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown reason';
}

/** One line for the person who started it; 2 where the arguments or the place are at fault, else 1. */
function fail(error: unknown): never {
  const usage = error instanceof ArgumentError || error instanceof StorageInUseError || error instanceof S3Error;
  process.stderr.write(`quayside s3: ${reasonOf(error)}\n`);
  process.exit(usage || isSystemError(error) ? 2 : 1);
}

const isSystemError = (error: unknown): boolean => error instanceof Error && 'syscall' in error;

/** `npm run s3`: the embedded server alone, until it is told to stop. Ends the process where it cannot be had. */
export async function runServeCommand(argv: readonly string[], environment: NodeJS.ProcessEnv): Promise<void> {
  try {
    const settings = parseCliArguments(argv, environment);
    if (settings === 'help') process.stdout.write(help);
    else await run(settings);
  } catch (error) {
    fail(error);
  }
}
