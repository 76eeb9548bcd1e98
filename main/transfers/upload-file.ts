import { createHash } from 'node:crypto';
import mime from 'mime';
import { AppError } from '../../preload/contract/index.ts';
import type { Volume } from '../volumes/index.ts';
import type { ByteSource } from './byte-source.ts';
import type { FileTask, Outcome } from './file-task.ts';
import { bufferedAtMost } from './part-plan.ts';
import type { Proof } from './proof.ts';
import { sendObject } from './send-object.ts';
import { chooseStoreTarget, replaces } from './store-target.ts';
import type { Listed, TargetIndex } from './target-index.ts';

/** Sends one source to a store under the job's rule for names that are taken. */
export async function uploadFile(
  task: FileTask,
  options: {
    readonly volume: Volume;
    readonly bucket: string;
    readonly source: ByteSource;
    readonly index?: TargetIndex | undefined;
  },
): Promise<Outcome> {
  const { volume, bucket, source } = options;
  const { ledger, signal, conflict } = task;
  let { file } = task;
  if (source.size !== file.size) {
    await ledger.commit.run(() => ledger.files.learn(file.id, { size: source.size, modified: source.modified }));
  }
  const contentType = contentTypeOf(file.key, source.contentType ?? file.contentType);
  const isOurs = file.attempts > 0 ? (head: Listed) => sameBytes(source, head, signal) : undefined;
  // Between asking and writing somebody may take the name: then the rule is asked once more.
  for (let round = 0; ; round += 1) {
    // An upload under way has its name already.
    const target =
      file.uploadId === undefined
        ? await chooseStoreTarget({
            volume,
            bucket,
            key: file.key,
            rule: conflict,
            size: source.size,
            modified: source.modified,
            isOurs,
            index: round === 0 ? options.index : undefined,
            signal,
          })
        : ({
            kind: 'write',
            key: file.key,
            onlyIfAbsent: !replaces(conflict),
          } as const);
    if (target.kind === 'skip') return { state: 'skipped', size: source.size };
    if (target.kind === 'ours') {
      const { etag } = target;
      const proof: Proof = { etag, checksum: undefined, verified: source.size === 0 ? 'size' : 'etag' };
      return { state: 'done', size: source.size, etag, proof };
    }
    if (target.key !== file.key) {
      await ledger.commit.run(() => ledger.files.learn(file.id, { key: target.key }));
      file = Object.assign({}, file, { key: target.key });
    }
    try {
      const { onlyIfAbsent, key } = target;
      const proof = await sendObject({ ...task, ...options, file, key, contentType, onlyIfAbsent });
      return { state: 'done', size: source.size, etag: proof.etag, proof };
    } catch (error) {
      const taken = error instanceof AppError && error.code === 'OBJECT_EXISTS';
      if (!taken || conflict === 'fail' || round > 2) throw error;
      if (conflict === 'skip') return { state: 'skipped', size: source.size };
      file = ledger.files.get(file.id) ?? file;
    }
  }
}

/** Small bodies are compared by their MD5, where the ETag is one. Larger ones are recognised by their parts. */
async function sameBytes(source: ByteSource, head: Listed, signal: AbortSignal): Promise<boolean> {
  if (head.size !== source.size || source.size > bufferedAtMost || !/^[0-9a-f]{32}$/.test(head.etag)) return false;
  const bytes = Buffer.allocUnsafe(source.size);
  await source.read(0, bytes, signal);
  return createHash('md5').update(bytes).digest('hex') === head.etag;
}

function contentTypeOf(key: string, known: string | undefined): string {
  if (known !== undefined && known !== '') return known;
  return key.endsWith('/') ? 'application/x-directory' : (mime.getType(key) ?? 'application/octet-stream');
}
