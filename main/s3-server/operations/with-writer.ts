import type { ByteWriter } from '../storage/storage.ts';

/** Runs a write to its end; whatever goes wrong lets go of the bytes first, and the failure is what the caller sees. */
export async function withWriter<Commit, Result, T>(
  writer: ByteWriter<Commit, Result>,
  work: (writer: ByteWriter<Commit, Result>) => Promise<T>,
): Promise<T> {
  let done = false;
  try {
    const result = await work(writer);
    done = true;
    return result;
  } finally {
    if (!done) await writer.abort();
  }
}
