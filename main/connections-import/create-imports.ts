import { open } from 'node:fs/promises';
import {
  AppError,
  maxImportText,
  type AppErrorShape,
  type ImportCandidate,
  type ImportFindings,
  type ImportProblem,
} from '../../preload/contract/index.ts';
import { newId } from '../base/index.ts';
import type { ConnectionRecord, ConnectionsRegistry } from '../vault/index.ts';
import { awsConnections, readAwsFiles } from './aws-profiles.ts';
import { cyberduckConnection, HostileFile } from './cyberduck-bookmark.ts';
import type { FoundConnection } from './found-connection.ts';
import { bookmarksIn, placesOf, shownPath, type ImportEnvironment } from './import-places.ts';
import { isEncryptedRclone, rcloneConnections } from './rclone-remotes.ts';
import { s3cmdConnection } from './s3cmd-config.ts';

export interface ConnectionImports {
  /** What the usual files of this machine hold. Runs nothing, changes nothing. */
  find(): Promise<ImportFindings>;
  /** What one file holds. */
  read(name: string, content: string): ImportFindings;
  /** Takes over candidates of the last findings; `agreed` are command lines that the user saw and agreed to. */
  take(
    ids: readonly string[],
    agreed: ReadonlyMap<string, string>,
  ): Promise<{ readonly added: ConnectionRecord[]; readonly failed: { id: string; error: AppErrorShape }[] }>;
  close(): void;
}

/** Secrets that were found are forgotten after this many milliseconds. */
const keptFor = 15 * 60_000;
const mostCandidates = 500;

interface Gathered {
  readonly found: { readonly file: string; readonly connection: FoundConnection }[];
  readonly problems: ImportProblem[];
}

export function createConnectionImports(options: {
  readonly environment: ImportEnvironment;
  readonly connections: Pick<ConnectionsRegistry, 'list' | 'add' | 'addSourced' | 'addWithoutSecret'>;
}): ConnectionImports {
  const { environment, connections } = options;
  const held = new Map<string, FoundConnection>();
  let forgetting: NodeJS.Timeout | undefined;
  const forget = () => {
    clearTimeout(forgetting);
    held.clear();
  };

  const present = ({ found, problems }: Gathered): ImportFindings => {
    clearTimeout(forgetting);
    forgetting = setTimeout(forget, keptFor).unref();
    const here = connections.list();
    if (found.length > mostCandidates) problems.push({ file: '', problem: 'too-many', count: found.length });
    const candidates = found.slice(0, mostCandidates).map(({ file, connection }): ImportCandidate => {
      const id = newId()
        .toLowerCase()
        .replace(/[^a-z0-9]/g, '')
        .padEnd(8, '0')
        .slice(0, 32);
      held.set(id, connection);
      const { secret: _secret, profile, ...shown } = connection;
      return {
        ...shown,
        id,
        file,
        notes: [...connection.notes],
        isHere: here.some(
          (record) =>
            (profile !== undefined && record.source?.profile === profile) ||
            (connection.accessKeyId !== '' &&
              record.accessKeyId === connection.accessKeyId &&
              record.endpoint === connection.endpoint),
        ),
        ...(connection.bucket === undefined ? {} : { bucket: connection.bucket }),
        ...(connection.command === undefined ? {} : { command: connection.command.slice(0, 4096) }),
      };
    });
    return { candidates, problems: problems.slice(0, 100) };
  };

  return {
    async find() {
      forget();
      const gathered: Gathered = { found: [], problems: [] };
      const places = placesOf(environment);
      const aws = { config: '', credentials: '' };
      const shownConfig = shownPath(places.awsConfig, environment);
      const shownCredentials = shownPath(places.awsCredentials, environment);
      aws.config = (await contentOf(places.awsConfig, shownConfig, gathered)) ?? '';
      aws.credentials = (await contentOf(places.awsCredentials, shownCredentials, gathered)) ?? '';
      understood(gathered, shownConfig, () => {
        for (const connection of awsConnections(readAwsFiles(aws.config, aws.credentials)))
          gathered.found.push({ file: connection.how === 'copy' ? shownCredentials : shownConfig, connection });
      });
      for (const path of new Set(places.rclone)) {
        const file = shownPath(path, environment);
        const text = await contentOf(path, file, gathered);
        if (text !== undefined) readRclone(gathered, file, text);
      }
      for (const path of places.s3cmd) {
        const file = shownPath(path, environment);
        const text = await contentOf(path, file, gathered);
        if (text !== undefined) readS3cmd(gathered, file, text);
      }
      for (const folder of places.cyberduck)
        for (const path of await bookmarksIn(folder)) {
          const file = shownPath(path, environment);
          const text = await contentOf(path, file, gathered);
          if (text !== undefined) readCyberduck(gathered, file, text);
        }
      return present(gathered);
    },
    read(name, content) {
      const gathered: Gathered = { found: [], problems: [] };
      const file = name.slice(0, 400);
      if (/^\s*(<\?xml|<!DOCTYPE plist|<plist)/i.test(content.slice(0, 1000)))
        readCyberduck(gathered, file, content, true);
      else if (isEncryptedRclone(content) || /^\s*type\s*=/m.test(content)) readRclone(gathered, file, content);
      else if (/^\s*(host_base|access_key)\s*=/m.test(content)) readS3cmd(gathered, file, content);
      else
        understood(gathered, file, () => {
          // Its profiles have a prefix in the one file and none in the other.
          const isConfig = /^\s*\[\s*(profile|sso-session|services)\s/m.test(content);
          const all = awsConnections(isConfig ? readAwsFiles(content, '') : readAwsFiles('', content));
          for (const connection of all) {
            // What is read live is read from its own place, which this file may not be.
            const how = connection.how === 'live' ? 'not' : connection.how;
            gathered.found.push({ file, connection: { ...connection, how } });
          }
          if (all.length === 0) gathered.problems.push({ file, problem: 'not-understood' });
        });
      return present(gathered);
    },
    async take(ids, agreed) {
      const added: ConnectionRecord[] = [];
      const failed: { id: string; error: AppErrorShape }[] = [];
      for (const id of new Set(ids)) {
        try {
          const connection = held.get(id);
          if (connection === undefined || connection.how === 'not')
            throw new AppError('SOURCE_VANISHED', { code: 'AskedTooLate' });
          added.push(await takeOne(connections, connection, agreed.get(id)));
          held.delete(id);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          failed.push({ id, error: error.toShape() });
        }
      }
      return { added, failed };
    },
    close: forget,
  };
}

async function takeOne(
  connections: Pick<ConnectionsRegistry, 'add' | 'addSourced' | 'addWithoutSecret'>,
  found: FoundConnection,
  agreed: string | undefined,
): Promise<ConnectionRecord> {
  const { name, provider, endpoint, region, addressing, accessKeyId, bucket, secret, profile, command } = found;
  const at = {
    name,
    endpoint: { provider, endpoint, region, addressing, pinnedBuckets: bucket === undefined ? [] : [bucket] },
    readOnly: false,
  };
  if (found.how === 'live' && profile !== undefined) {
    if (command !== undefined && command !== agreed) throw new AppError('NOT_ALLOWED', { profile, code: 'NotAgreed' });
    const source = { kind: 'aws-profile' as const, profile, ...(command === undefined ? {} : { command }) };
    return connections.addSourced({ ...at, source, accessKeyId });
  }
  if (found.how === 'copy' && secret !== undefined)
    return connections.add({ ...at, credential: { accessKeyId, secretAccessKey: secret } });
  return connections.addWithoutSecret({ ...at, accessKeyId });
}

/** A file's text; undefined where it is not there, and a problem beside it where it cannot be taken. */
async function contentOf(path: string, file: string, { problems }: Gathered): Promise<string | undefined> {
  try {
    const handle = await open(path, 'r');
    try {
      const facts = await handle.stat();
      // Devices and pipes could go on for ever.
      if (!facts.isFile()) throw new AppError('SOURCE_UNREADABLE');
      if (facts.size > maxImportText) {
        problems.push({ file, problem: 'too-large' });
        return undefined;
      }
      return await handle.readFile('utf8');
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    problems.push({ file, problem: 'unreadable' });
    return undefined;
  }
}

/** What a parser refuses is told beside what the others gave. */
function understood({ problems }: Gathered, file: string, read: () => void): void {
  try {
    read();
  } catch (error) {
    problems.push({
      file,
      problem: error instanceof HostileFile || error instanceof RangeError ? 'hostile' : 'not-understood',
    });
  }
}

function readRclone(gathered: Gathered, file: string, text: string): void {
  if (isEncryptedRclone(text)) {
    gathered.problems.push({ file, problem: 'encrypted' });
    return;
  }
  understood(gathered, file, () => {
    const { found, others } = rcloneConnections(text);
    for (const connection of found) gathered.found.push({ file, connection });
    if (others > 0) gathered.problems.push({ file, problem: 'other-remotes', count: others });
  });
}

function readS3cmd(gathered: Gathered, file: string, text: string): void {
  understood(gathered, file, () => {
    const connection = s3cmdConnection(text);
    if (connection) gathered.found.push({ file, connection });
    else gathered.problems.push({ file, problem: 'not-understood' });
  });
}

function readCyberduck(gathered: Gathered, file: string, text: string, isChosen = false): void {
  understood(gathered, file, () => {
    const connection = cyberduckConnection(text, file.split(/[\\/]/).at(-1) ?? file);
    if (connection) gathered.found.push({ file, connection });
    else if (isChosen) gathered.problems.push({ file, problem: 'not-understood' });
  });
}
