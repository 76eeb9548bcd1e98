import { AppError } from '../../preload/contract/index.ts';
import type { StoredPart } from '../database/index.ts';
import type { Body, BodyChecksum, ChecksumAlgorithm, UploadedPart } from '../volumes/index.ts';
import { sleep } from './backoff.ts';
import { checksumOf, counting, createHashes, hashNameOf, hashesOf, pieces, slice } from './part-body.ts';
import type { PartPlan } from './part-plan.ts';
import { type Proof, joinedCrc32, judge, looksLikeMd5 } from './proof.ts';
import { abandonUpload, forgetUpload, resumeUpload } from './resume-upload.ts';
import type { SendOptions } from './send-object.ts';

/** Parts of one file at a time. */
const parallelParts = 4;
/** After an interruption, one more at a time for each so many that have arrived. */
const partsToTrust = 8;
/** Some stores show a finished object a moment late: milliseconds before each further look. */
const late = [500, 1500, 4000];

/** Sends the parts that are missing, puts the object together and looks whether the store holds what was sent. */
export async function sendParts(options: SendOptions, plan: PartPlan & { kind: 'parts' }): Promise<Proof> {
  const { source, volume, bucket, key, ledger, file, signal } = options;
  // A source that is dear to read twice is hashed on its way, too late for a header.
  const algorithm = plan.buffered || source.local ? volume.limits.checksums[0] : undefined;
  const begun = await resumeUpload(options, plan, algorithm);
  if ('finished' in begun) return begun.finished;
  const { uploadId } = begun;
  const known = new Map(ledger.files.parts(file.id).map((part) => [part.number, part]));
  options.progress.kept([...known.values()].reduce((sum, part) => sum + part.size, 0));

  const stop = new AbortController();
  const either = AbortSignal.any([signal, stop.signal]);
  const missing = Array.from({ length: plan.parts }, (_, i) => i + 1).filter((number) => !known.has(number));
  const queue = missing.values();
  let delivered = 0;
  const lane = async () => {
    let noted = Promise.resolve();
    for (const number of queue) {
      const part = await sendPart({ ...options, signal: either }, { plan, uploadId, number, algorithm });
      known.set(number, part);
      delivered += 1;
      if (delivered % partsToTrust === 0) widen();
      // The next part is on its way while this one is written down, and no further ahead than that.
      await noted;
      noted = ledger.commit.run(() => {
        ledger.files.putPart(file.id, part);
      });
      // Looked at with the next part, or below.
      noted.catch(() => undefined);
    }
    await noted;
  };
  const failures: Error[] = [];
  const lanes: Promise<void>[] = [];
  const widen = () => {
    if (lanes.length >= Math.min(parallelParts, missing.length) || either.aborted) return;
    const guarded = lane().catch((error: unknown) => {
      failures.push(asError(error));
      stop.abort(error);
    });
    lanes.push(guarded);
  };
  // What was cut off once may be cut off again, and a part that is on its way then is lost: one at a time at first.
  for (let at = known.size > 0 ? parallelParts - 1 : 0; at < parallelParts; at += 1) widen();
  for (const one of lanes) await one;
  // All lanes have ended: no part is on its way when somebody aborts the upload after this.
  const first = failures.find((error) => !(error instanceof AppError && error.code === 'CANCELLED')) ?? failures[0];
  if (first) {
    if (first instanceof AppError && first.code === 'SOURCE_CHANGED') await abandonUpload(options, uploadId);
    // The store has forgotten the upload: the next try begins a new one.
    const lost = first instanceof AppError && first.code === 'OBJECT_NOT_FOUND' && first.params.uploadId !== undefined;
    if (lost) forgetUpload(options);
    throw first;
  }
  try {
    await source.assertSame();
  } catch (error) {
    await abandonUpload(options, uploadId);
    throw error;
  }
  const sent = [...known.values()].sort((a, b) => a.number - b.number);
  signal.throwIfAborted();
  // Not to be cut short by a pause: the store may finish what we no longer wait for.
  const { etag } = await volume.completeUpload({
    bucket,
    key,
    uploadId,
    parts: sent.map(asUploaded),
    onlyIfAbsent: options.onlyIfAbsent,
  });
  const crc32 = joinedCrc32(sent);
  const proven = options.trust.opaque || !sent.every((part) => looksLikeMd5(part.etag)) ? 'size' : 'etag';
  const proof: Proof = { etag, checksum: crc32 && `crc32:${crc32}`, verified: algorithm ? 'checksum' : proven };
  return confirm(options, proof, sent);
}

interface Sending {
  readonly plan: PartPlan & { kind: 'parts' };
  readonly uploadId: string;
  readonly number: number;
  readonly algorithm: ChecksumAlgorithm | undefined;
}

async function sendPart(options: SendOptions, sending: Sending): Promise<StoredPart> {
  const { source, signal, line, progress } = options;
  const { plan, number, algorithm } = sending;
  const offset = (number - 1) * plan.partSize;
  const length = Math.min(plan.partSize, source.size - offset);
  const lent = await options.budget.lend(plan.buffered ? length : slice, signal);
  try {
    if (plan.buffered) {
      await source.read(offset, lent.memory, signal);
      const wanted = algorithm === undefined ? 'MD5' : hashNameOf(algorithm);
      const [crc = Buffer.alloc(0), other = Buffer.alloc(0)] = await hashesOf(
        ['CRC32', wanted],
        lent.memory,
        line.hashes,
      );
      const checksum = algorithm && { algorithm, value: other.toString('base64') };
      return await deliver(options, sending, checksum, () => ({
        ...pieces(lent.memory, { progress, throttle: line.up, signal }),
        crc32: () => crc.toString('base64'),
        md5: () => (algorithm === undefined ? other.toString('hex') : undefined),
        end: () => {},
      }));
    }
    const checksum = algorithm && (await checksumOf(await source.stream(offset, length, signal), algorithm));
    return await deliver(options, sending, checksum, async () => {
      const hashes = createHashes(algorithm === undefined);
      const plain = await source.stream(offset, length, signal);
      const counted = counting(plain, { progress, throttle: line.up, signal, hashes });
      const end = () => {
        plain.destroy();
        counted.stream.destroy();
      };
      return { ...hashes, body: { stream: counted.stream, size: length }, takeBack: counted.takeBack, end };
    });
  } finally {
    lent.release();
  }
}

interface Outgoing {
  readonly body: Exclude<Body, Uint8Array>;
  /** Base64. */
  crc32(): string;
  /** Hex, where an ETag is to be compared with it. */
  md5(): string | undefined;
  takeBack(): void;
  end(): void;
}

/** One part, as often as the line makes necessary; `make` gives its body anew for each try. */
function deliver(
  options: SendOptions,
  { uploadId, number }: Sending,
  checksum: BodyChecksum | undefined,
  make: () => Promise<Outgoing> | Outgoing,
): Promise<StoredPart> {
  const { volume, bucket, key, signal, line, trust } = options;
  let wrongEtag: string | undefined;
  return line.pace.persist({ host: volume.host, body: true, signal }, async () => {
    const out = await make();
    const { body } = out;
    try {
      const { etag } = await volume.uploadPart({ bucket, key, uploadId, partNumber: number, body, checksum, signal });
      const md5 = out.md5();
      if (md5 !== undefined && !trust.opaque && looksLikeMd5(etag) && etag.toLowerCase() !== md5) {
        // Equal twice, it is no MD5 but some other name for the same bytes; else the part was damaged on its way.
        if (etag !== wrongEtag) {
          wrongEtag = etag;
          throw new AppError('DAMAGED', { key, algorithm: 'MD5', part: number });
        }
        trust.opaque = true;
      }
      const carried = checksum && `${checksum.algorithm}:${checksum.value}`;
      return { number, size: body.size, etag, checksum: carried, crc32: out.crc32() };
    } catch (error) {
      out.takeBack();
      throw error;
    } finally {
      out.end();
    }
  });
}

/** Asks the store what it holds now. A key that may write but not read leaves the proof as it is. */
async function confirm(options: SendOptions, proof: Proof, sent: readonly StoredPart[]): Promise<Proof> {
  const { volume, bucket, key, source, signal } = options;
  for (let look = 0; ; look += 1) {
    try {
      const head = await volume.head({ bucket, key, signal });
      const parts = sent.map((part) => part.crc32);
      return { ...proof, verified: judge(head, { size: source.size, proof, parts }), verifiedAt: options.now() };
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      if (error.code === 'ACCESS_DENIED' || error.code === 'NOT_SUPPORTED') return proof;
      const pause = error.code === 'OBJECT_NOT_FOUND' ? late[look] : undefined;
      if (pause === undefined) {
        if (error.code === 'DAMAGED' || error.code === 'OBJECT_NOT_FOUND') forgetUpload(options);
        throw error.code === 'OBJECT_NOT_FOUND' ? new AppError('DAMAGED', { key }, { cause: error }) : error;
      }
      await sleep(pause, signal);
    }
  }
}

function asUploaded(part: StoredPart): UploadedPart {
  const at = part.checksum?.indexOf(':') ?? -1;
  return {
    partNumber: part.number,
    etag: part.etag,
    size: part.size,
    ...(part.checksum === undefined || at < 0
      ? {}
      : {
          checksum: {
            algorithm: part.checksum.slice(0, at) as ChecksumAlgorithm,
            value: part.checksum.slice(at + 1),
          },
        }),
  };
}

const asError = (reason: unknown): Error =>
  reason instanceof Error ? reason : new Error('sending failed', { cause: reason });
