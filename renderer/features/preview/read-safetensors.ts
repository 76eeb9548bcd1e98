import { PreviewLimit, type ObjectBytes } from './object-bytes.ts';

export interface Tensor {
  readonly name: string;
  /** As the file calls it: F32, BF16, Q4_K … */
  readonly type: string;
  readonly shape: readonly number[];
  /** Bytes it takes; undefined where the type's size is not known. */
  readonly bytes: number | undefined;
}

export interface ModelFile {
  readonly format: string;
  readonly metadata: readonly (readonly [name: string, value: string])[];
  readonly tensors: readonly Tensor[];
  /** Numbers in all tensors together. */
  readonly parameters: number;
}

/** The format's own bound on its header is 100 MB; a preview stops earlier. */
const largestHeader = 12 * 1024 * 1024;

/**
 * The header of a safetensors file: eight bytes of length (little-endian), then JSON.
 * @throws Error where it is not one. Source: https://github.com/huggingface/safetensors#format
 */
export async function readSafetensors(object: ObjectBytes): Promise<ModelFile> {
  const prefix = await object.read(0, 8);
  if (prefix.length < 8) throw new Error('too short for a safetensors file');
  const length = new DataView(prefix.buffer).getBigUint64(0, true);
  if (length > BigInt(object.size - 8)) throw new Error('the header is longer than the file');
  if (length > BigInt(largestHeader)) throw new PreviewLimit('the header is too large to look at');
  const header: unknown = JSON.parse(
    new TextDecoder('utf-8', { fatal: true }).decode(await object.read(8, 8 + Number(length))),
  );
  if (!isRecord(header)) throw new Error('the header is not an object');
  const tensors: Tensor[] = [];
  let metadata: ModelFile['metadata'] = [];
  for (const [name, entry] of Object.entries(header)) {
    if (!isRecord(entry)) throw new Error(`"${name}" is not described`);
    if (name === '__metadata__') {
      metadata = Object.entries(entry).map(([key, value]) => [
        key,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]);
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = entry;
    if (typeof dtype !== 'string' || !isSizes(shape) || !isSizes(offsets) || offsets.length !== 2)
      throw new Error(`"${name}" is not described`);
    const [start = 0, end = 0] = offsets;
    if (end < start || end > object.size) throw new Error(`"${name}" lies outside the file`);
    tensors.push({ name, type: dtype, shape, bytes: end - start });
  }
  return { format: 'safetensors', metadata, tensors, parameters: countParameters(tensors) };
}

export function countParameters(tensors: readonly Tensor[]): number {
  let sum = 0;
  for (const { shape } of tensors) sum += shape.reduce((product, side) => product * side, 1);
  return sum;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => Number.isSafeInteger(each) && each >= 0);
}
