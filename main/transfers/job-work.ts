import { realpath } from 'node:fs/promises';
import { AppError, type ConnectionId } from '../../preload/contract/index.ts';
import type { NewFile, StoredFile, StoredJob, TransfersRepository } from '../database/index.ts';
import type { Volumes } from '../volumes/index.ts';
import { emptySource, openLocal } from './byte-source.ts';
import { copyFile } from './copy-file.ts';
import { removeEmptiedFolders } from './emptied-folders.ts';
import { downloadFile } from './download-file.ts';
import type { FileTask, Outcome } from './file-task.ts';
import { createFolderNames } from './folder-names.ts';
import type { Incoming } from './incoming.ts';
import { type JobSpec, asFolder, deliveredTo } from './job-spec.ts';
import { type NamePlatform, slotOf } from './local-name.ts';
import { createLocalTarget } from './local-target.ts';
import { copyOf, deletionOf, downloadOf, findObjects, goneFile } from './plan-objects.ts';
import { skipKnown } from './plan-sync.ts';
import { planUpload } from './plan-upload.ts';
import { sameAsEtag } from './same-as-etag.ts';
import { type Listed, type TargetIndex, createTargetIndex } from './target-index.ts';
import { uploadFile } from './upload-file.ts';

/** What a kind of job does: how it finds its files, and what happens to one. */
export interface JobWork {
  /** Absent where files are named from outside. */
  readonly plan?: (signal: AbortSignal) => AsyncGenerator<readonly NewFile[]>;
  /** Nothing is done before everything is known: a job must not meet its own results. */
  readonly planFirst: boolean;
  /** A try that leaves something behind must be in the ledger before it begins. */
  readonly mustKnow?: boolean;
  readonly one?: (task: FileTask) => Promise<Outcome>;
  /** Where what it delivers is to be found again, once all is sent. */
  readonly delivered?: ReturnType<typeof deliveredTo>;
  /** Once all was done, and before the job is told to be. */
  readonly tidy?: (signal: AbortSignal) => Promise<void>;
  /** After the ledger knows that a file has ended well. */
  readonly settled?: (file: StoredFile) => Promise<void>;
  /** Many files in one call; answers those that failed. */
  readonly many?: (files: readonly StoredFile[], signal: AbortSignal) => Promise<ReadonlyMap<string, AppError>>;
}

export interface WorkOptions {
  readonly job: StoredJob;
  readonly spec: JobSpec;
  readonly volumes: Volumes;
  readonly ledger: TransfersRepository;
  readonly incoming: Incoming;
  readonly platform: NamePlatform;
  readonly report: (error: unknown) => void;
  readonly signal: AbortSignal;
}

export function workOf(options: WorkOptions): JobWork {
  const { spec, volumes, ledger, job, incoming, platform } = options;
  const realRoots = new Map<string, Promise<string | undefined>>();
  switch (spec.kind) {
    case 'upload': {
      const roots = new Map(spec.roots.map((root) => [root.name, root.path]));
      const rootOf = (path: string) => roots.get(path.split('/', 1)[0] ?? '') ?? roots.get('');
      const delivered = deliveredTo(spec);
      const index = createTargetIndex({
        volume: () => volumes.of(spec.target.connectionId),
        bucket: spec.target.bucket,
        prefixes: spec.roots.some((root) => root.kind === 'folder') ? (delivered?.prefixes ?? []) : [],
        planned: job.planned ? job.filesTotal : undefined,
        signal: options.signal,
        report: options.report,
      });
      const sameBytes = async ({ path, source }: NewFile, there: Listed): Promise<boolean> => {
        const root = rootOf(path);
        if (source === undefined || root === undefined) return false;
        const opened = await openLocal({ path: source, root }).catch(() => undefined);
        // What cannot be read is planned, and fails with its reason.
        if (!opened) return false;
        try {
          return await sameAsEtag(opened, there.etag, options.signal);
        } finally {
          await opened.close();
        }
      };
      return {
        planFirst: false,
        delivered,
        plan: (signal) =>
          skipKnown(planUpload(spec.roots, spec.target.prefix, signal), {
            index,
            rule: () => (job.conflict === 'ask' ? (ledger.jobs.conflictOf(job.seq) ?? 'ask') : job.conflict),
            sameBytes: spec.sameBy === 'checksum' ? sameBytes : undefined,
          }),
        one: (task) => {
          const { path, source } = task.file;
          const root = rootOf(path);
          if (source === undefined || root === undefined) throw new AppError('SOURCE_VANISHED', { path });
          // Found to be other bytes while it was planned; its time says nothing then.
          const conflict = spec.sameBy === 'checksum' && task.conflict === 'skip-same' ? 'overwrite' : task.conflict;
          return send({ ...task, conflict }, spec.target, source, root, index);
        },
      };
    }
    case 'receive':
      return {
        planFirst: false,
        delivered: deliveredTo(spec),
        one: async (task) => {
          const { id, path } = task.file;
          try {
            return await send(task, spec.target, incoming.pathOf(job.id, id), incoming.folderOf(job.id));
          } catch (error) {
            // Only the page that holds the bytes can help here.
            if (!(error instanceof AppError) || error.code !== 'SOURCE_VANISHED') throw error;
            throw new AppError('SOURCE_BYTES_NEEDED', { path }, { cause: error });
          }
        },
        settled: (file) => incoming.removeFile(job.id, file),
      };
    case 'download': {
      const { source, into } = spec;
      const target = createLocalTarget(into);
      return {
        planFirst: false,
        async *plan(signal) {
          const slots = new Set<string>();
          const taken = (slot: string) => slots.has(slot) || ledger.files.slotTaken(job.seq, slot);
          const paths = new Set<string>();
          const isFile = (path: string, local: string) =>
            platform === 'posix'
              ? paths.has(path) || ledger.files.byPath(job.seq, path) !== undefined
              : taken(slotOf(local, platform));
          const folderNames = createFolderNames(platform, isFile);
          for await (const { found, gone } of find(source, true, signal)) {
            slots.clear();
            paths.clear();
            const files = gone.map((key) => goneFile(key, source.base));
            for (const one of found) {
              const file = downloadOf(one, source.base, platform, taken, folderNames);
              if (file?.local !== undefined) paths.add(file.path);
              if (file?.slot !== undefined) slots.add(file.slot);
              if (file) files.push(file);
            }
            yield files;
          }
        },
        one: async (task) => {
          const volume = await volumes.of(source.connectionId);
          return downloadFile(task, { volume, bucket: source.bucket, target, etags: task.trust });
        },
      };
    }
    case 'copy': {
      const { source, target, move } = spec;
      const prefix = asFolder(target.prefix);
      return {
        planFirst: true,
        mustKnow: move,
        delivered: deliveredTo(spec),
        async *plan(signal) {
          for await (const { found, gone } of find(source, true, signal)) {
            const copies = found.filter((one) => one.key !== source.base);
            yield [
              ...gone.map((key) => goneFile(key, source.base)),
              ...copies.map((one) => copyOf(one, source.base, prefix)),
            ];
          }
        },
        one: (task) => transfer(task, source, target, move),
        ...(move ? { tidy: emptied(source, source.selection.prefixes) } : {}),
      };
    }
    case 'rename': {
      const { connectionId, bucket, from, to } = spec;
      const place = { connectionId, bucket };
      const folder = from.endsWith('/');
      const selection = folder ? { keys: [], prefixes: [from] } : { keys: [from], prefixes: [] };
      return {
        planFirst: true,
        mustKnow: true,
        delivered: deliveredTo(spec),
        async *plan(signal) {
          for await (const { found, gone } of find({ ...place, selection }, true, signal)) {
            yield [...gone.map((key) => goneFile(key, '')), ...found.map((one) => copyOf(one, from, to))];
          }
        },
        one: (task) => transfer(task, place, place, true),
        tidy: emptied(place, selection.prefixes),
      };
    }
    case 'delete':
      return {
        planFirst: true,
        async *plan(signal) {
          for await (const { found } of find(spec, false, signal)) yield found.map(deletionOf);
        },
        many: async (files, signal) => {
          const volume = await volumes.of(spec.connectionId);
          const keys = files.map((file) => file.key);
          const { problems } = await volume.deleteMany({ bucket: spec.bucket, keys, signal });
          return new Map(problems.map(({ key, error }) => [key, AppError.fromShape(error)]));
        },
        tidy: emptied(spec, spec.selection.prefixes),
      };
  }

  /** Where a root really is, asked once a run; undefined where it cannot be told, which opening a file then explains. */
  function realOf(root: string): Promise<string | undefined> {
    const known = realRoots.get(root) ?? realpath(root).catch(() => undefined);
    realRoots.set(root, known);
    return known;
  }

  function emptied(at: Bucket, prefixes: readonly string[]) {
    return async (signal: AbortSignal): Promise<void> => {
      if (prefixes.length === 0) return;
      await removeEmptiedFolders({ volume: await volumes.of(at.connectionId), bucket: at.bucket, prefixes, signal });
    };
  }

  async function* find(
    at: Pick<JobSpec & { kind: 'delete' }, 'connectionId' | 'bucket' | 'selection'>,
    facts: boolean,
    signal: AbortSignal,
  ) {
    const volume = await volumes.of(at.connectionId);
    yield* findObjects({ volume, bucket: at.bucket, selection: at.selection, facts, signal });
  }

  async function transfer(task: FileTask, from: Bucket, to: Bucket, move: boolean): Promise<Outcome> {
    const [source, target] = await Promise.all([volumes.of(from.connectionId), volumes.of(to.connectionId)]);
    return copyFile(task, { from: source, fromBucket: from.bucket, to: target, toBucket: to.bucket, move });
  }

  async function send(
    task: FileTask,
    target: Bucket,
    path: string,
    root: string,
    index?: TargetIndex,
  ): Promise<Outcome> {
    const { file } = task;
    const nothing = spec.kind === 'receive' ? file.size === 0 : file.key.endsWith('/');
    const source = nothing
      ? emptySource(file.modified, file.contentType)
      : await openLocal({ path, root, realRoot: await realOf(root), contentType: file.contentType });
    try {
      if (spec.kind === 'receive' && source.size !== file.size)
        throw new AppError('SOURCE_BYTES_NEEDED', { path: file.path });
      const volume = await volumes.of(target.connectionId);
      return await uploadFile(task, { volume, bucket: target.bucket, source, index });
    } finally {
      await source.close();
    }
  }
}

interface Bucket {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
}
