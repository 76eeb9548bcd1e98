import { AppError } from '../../preload/contract/index.ts';
import type { ObjectHead, Volume } from '../volumes/index.ts';
import { openObject } from './byte-source.ts';
import type { FileTask, Outcome } from './file-task.ts';
import { chooseStoreTarget, headOf } from './store-target.ts';
import type { Listed } from './target-index.ts';
import { uploadFile } from './upload-file.ts';

export interface CopyFileOptions {
  readonly from: Volume;
  readonly fromBucket: string;
  readonly to: Volume;
  readonly toBucket: string;
  readonly move: boolean;
}

/**
 * Copies one object, inside the store where it can, else through this machine; a move then deletes the source, after the
 * copy was found whole. An object that is to be moved onto itself stays.
 */
export async function copyFile(task: FileTask, options: CopyFileOptions): Promise<Outcome> {
  const { from, fromBucket, to, toBucket, move } = options;
  const { file, signal } = task;
  const key = file.source;
  if (key === undefined) throw new AppError('OBJECT_NOT_FOUND', { key: file.key });
  const sameStore = from.connectionId === to.connectionId;
  // Two connections may lead to one bucket: by host too, or a move would delete what it has just written.
  if ((sameStore || from.host === to.host) && fromBucket === toBucket && key === file.key) {
    if (task.conflict !== 'keep-both' || move) return { state: 'skipped', size: file.size };
  }
  const head = await headOf(from, fromBucket, key, signal);
  if (!head) {
    const moved = file.attempts > 0 && move ? await headOf(to, toBucket, file.key, signal) : undefined;
    // An earlier try copied and deleted; only the note of it is missing.
    if (moved && moved.size === file.size) return { state: 'done', size: file.size, etag: moved.etag };
    throw new AppError('OBJECT_NOT_FOUND', { bucket: fromBucket, key });
  }
  const outcome =
    sameStore && from.support('copy').ok
      ? await copyInside(task, options, head)
      : await copyAcross(task, options, head);
  if (outcome.state === 'done' && move) {
    const written = await headOf(to, toBucket, task.ledger.files.get(file.id)?.key ?? file.key, signal);
    if (written?.size !== head.size) throw new AppError('DAMAGED', { bucket: toBucket, key: file.key });
    await from.delete({ bucket: fromBucket, key, signal });
    const { proof } = outcome;
    if (proof && proof.etag === written.etag) return { ...outcome, proof: { ...proof, verifiedAt: task.now() } };
  }
  return outcome;
}

async function copyInside(task: FileTask, options: CopyFileOptions, head: ObjectHead): Promise<Outcome> {
  const { to: volume, fromBucket, toBucket } = options;
  const { file, conflict, ledger, signal, progress } = task;
  const isOurs = (there: Listed) => Promise.resolve(there.size === head.size && there.etag === head.etag);
  const target = await chooseStoreTarget({
    volume,
    bucket: toBucket,
    key: file.key,
    rule: conflict,
    size: head.size,
    modified: head.modified,
    isOurs: file.attempts > 0 ? isOurs : undefined,
    signal,
  });
  if (target.kind === 'skip') return { state: 'skipped', size: head.size };
  if (target.kind === 'ours') return { state: 'done', size: head.size, etag: target.etag };
  if (target.key !== file.key) await ledger.commit.run(() => ledger.files.learn(file.id, { key: target.key }));
  let copied = 0;
  const written = await volume.copy({
    from: { bucket: fromBucket, key: head.key },
    to: { bucket: toBucket, key: target.key },
    onlyIfAbsent: target.onlyIfAbsent,
    ifSourceMatch: head.etag || undefined,
    onProgress(bytes) {
      progress.moved(bytes - copied);
      copied = bytes;
    },
    signal,
  });
  const proof = { etag: written.etag, checksum: undefined, verified: 'size' as const };
  return { state: 'done', size: head.size, etag: written.etag, proof };
}

async function copyAcross(task: FileTask, options: CopyFileOptions, head: ObjectHead): Promise<Outcome> {
  const source = openObject(options.from, options.fromBucket, head);
  return uploadFile(task, { volume: options.to, bucket: options.toBucket, source });
}
