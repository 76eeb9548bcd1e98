import { PreviewLimit, type ObjectBytes } from './object-bytes.ts';
import { countParameters, type ModelFile, type Tensor } from './read-safetensors.ts';

/**
 * Numbers of GGML's tensor types: name, numbers in a block, bytes of a block.
 * Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md and ggml-common.h
 */
const tensorTypes: Readonly<Record<number, readonly [name: string, numbers: number, bytes: number]>> = {
  0: ['F32', 1, 4],
  1: ['F16', 1, 2],
  2: ['Q4_0', 32, 18],
  3: ['Q4_1', 32, 20],
  6: ['Q5_0', 32, 22],
  7: ['Q5_1', 32, 24],
  8: ['Q8_0', 32, 34],
  9: ['Q8_1', 32, 36],
  10: ['Q2_K', 256, 84],
  11: ['Q3_K', 256, 110],
  12: ['Q4_K', 256, 144],
  13: ['Q5_K', 256, 176],
  14: ['Q6_K', 256, 210],
  15: ['Q8_K', 256, 292],
  16: ['IQ2_XXS', 256, 66],
  17: ['IQ2_XS', 256, 74],
  18: ['IQ3_XXS', 256, 98],
  19: ['IQ1_S', 256, 50],
  20: ['IQ4_NL', 32, 18],
  21: ['IQ3_S', 256, 110],
  22: ['IQ2_S', 256, 82],
  23: ['IQ4_XS', 256, 136],
  24: ['I8', 1, 1],
  25: ['I16', 1, 2],
  26: ['I32', 1, 4],
  27: ['I64', 1, 8],
  28: ['F64', 1, 8],
  29: ['IQ1_M', 256, 56],
  30: ['BF16', 1, 2],
  34: ['TQ1_0', 256, 54],
  35: ['TQ2_0', 256, 66],
  39: ['MXFP4', 32, 17],
};

const most = { entries: 1_000_000, tensors: 100_000, dimensions: 8, shownItems: 8, shownText: 400 };
const pageBytes = 1024 * 1024;
/** Names and vocabularies of large models take some megabytes; more is not looked at. */
const largestHeader = 48 * 1024 * 1024;

/**
 * The header of a GGUF file: metadata, then the description of each tensor. Little-endian, version 2 and 3.
 * @throws Error where it is not one. Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
export async function readGguf(object: ObjectBytes): Promise<ModelFile> {
  const input = createInput(object);
  if ((await input.u32()) !== 0x46554747) throw new Error('not a GGUF file');
  const version = await input.u32();
  if (version !== 2 && version !== 3) throw new Error(`GGUF version ${version} is not known here`);
  const tensorCount = await input.count(most.tensors);
  const entryCount = await input.count(most.entries);
  const metadata: (readonly [string, string])[] = [];
  for (let at = 0; at < entryCount; at += 1) {
    const name = await input.text();
    metadata.push([name, await readValue(input, await input.u32())]);
  }
  const tensors: Tensor[] = [];
  for (let at = 0; at < tensorCount; at += 1) {
    const name = await input.text();
    const dimensions = await input.u32();
    if (dimensions > most.dimensions) throw new Error(`"${name}" has ${dimensions} dimensions`);
    const shape: number[] = [];
    // GGML counts the fastest dimension first; people write it last.
    for (let side = 0; side < dimensions; side += 1) shape.unshift(await input.count(Number.MAX_SAFE_INTEGER));
    const type = await input.u32();
    await input.skip(8);
    const known = tensorTypes[type];
    const numbers = shape.reduce((product, side) => product * side, 1);
    tensors.push({
      name,
      type: known?.[0] ?? `type ${type}`,
      shape,
      bytes: known && Math.ceil(numbers / known[1]) * known[2],
    });
  }
  return { format: `GGUF ${version}`, metadata, tensors, parameters: countParameters(tensors) };
}

/** One value as text; of a long array the first items. */
async function readValue(input: Input, type: number): Promise<string> {
  if (type === 8) return shorten(await input.text());
  if (type !== 9) return String(await readNumber(input, type));
  const itemType = await input.u32();
  if (itemType === 9) throw new Error('arrays of arrays are not looked at');
  const length = await input.count(most.entries * 10);
  const width = widths[itemType];
  const shown: string[] = [];
  for (let at = 0; at < length; at += 1) {
    if (at >= most.shownItems && width !== undefined) {
      await input.skip((length - at) * width);
      break;
    }
    if (itemType !== 8) shown.push(String(await readNumber(input, itemType)));
    else if (at < most.shownItems) shown.push(JSON.stringify(shorten(await input.text())));
    else await input.skip(await input.count(largestHeader));
  }
  return `[${shown.join(', ')}${length > shown.length ? `, … ${length} in all` : ''}]`;
}

const widths: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};

async function readNumber(input: Input, type: number): Promise<number | bigint | boolean> {
  const width = widths[type];
  if (width === undefined) throw new Error(`a value of the unknown type ${type}`);
  const view = await input.view(width);
  switch (type) {
    case 0:
      return view.getUint8(0);
    case 1:
      return view.getInt8(0);
    case 2:
      return view.getUint16(0, true);
    case 3:
      return view.getInt16(0, true);
    case 4:
      return view.getUint32(0, true);
    case 5:
      return view.getInt32(0, true);
    case 6:
      // As many digits as the single-precision number holds.
      return Number(view.getFloat32(0, true).toPrecision(7));
    case 7:
      return view.getUint8(0) !== 0;
    case 10:
      return view.getBigUint64(0, true);
    case 11:
      return view.getBigInt64(0, true);
    default:
      return view.getFloat64(0, true);
  }
}

function shorten(text: string): string {
  return text.length > most.shownText ? `${text.slice(0, most.shownText)}…` : text;
}

type Input = ReturnType<typeof createInput>;

/** Reads on and on from the front, a page at a time. */
function createInput(object: ObjectBytes) {
  let page = new Uint8Array(0);
  let pageStart = 0;
  let position = 0;

  const need = async (length: number): Promise<Uint8Array> => {
    const end = position + length;
    if (end > object.size) throw new Error('the header is longer than the file');
    if (end > largestHeader) throw new PreviewLimit('the header is too large to look at');
    if (position < pageStart || end > pageStart + page.length) {
      page = await object.read(position, position + Math.max(length, pageBytes));
      pageStart = position;
    }
    const bytes = page.subarray(position - pageStart, end - pageStart);
    position = end;
    return bytes;
  };
  const view = async (length: number): Promise<DataView> => {
    const bytes = await need(length);
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  };
  /** A 64-bit count that fits `largest`. */
  const count = async (largest: number): Promise<number> => {
    const value = (await view(8)).getBigUint64(0, true);
    if (value > BigInt(largest)) throw new Error(`a count of ${value} cannot be right`);
    return Number(value);
  };
  return {
    view,
    count,
    u32: async () => (await view(4)).getUint32(0, true),
    text: async () => new TextDecoder().decode(await need(await count(largestHeader))),
    async skip(length: number) {
      if (position + length > object.size) throw new Error('the header is longer than the file');
      position += length;
    },
  };
}
