import { expect, test } from 'vitest';
import { bytesOf } from './bytes-of.testkit.ts';
import { PreviewLimit } from './object-bytes.ts';
import { readGguf } from './read-gguf.ts';
import { readSafetensors } from './read-safetensors.ts';

function safetensors(header: unknown, dataBytes = 0): Buffer {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(dataBytes)]);
}

test('safetensors: names, types, shapes, bytes and metadata, from the header alone', async () => {
  const file = bytesOf(
    safetensors(
      {
        __metadata__: { format: 'pt' },
        'model.embed': { dtype: 'BF16', shape: [10, 4], data_offsets: [0, 80] },
        scale: { dtype: 'F32', shape: [], data_offsets: [80, 84] },
      },
      84,
    ),
  );
  expect(await readSafetensors(file)).toEqual({
    format: 'safetensors',
    metadata: [['format', 'pt']],
    tensors: [
      { name: 'model.embed', type: 'BF16', shape: [10, 4], bytes: 80 },
      { name: 'scale', type: 'F32', shape: [], bytes: 4 },
    ],
    parameters: 41,
  });
  expect(file.reads.length).toBe(2);
});

test.each([
  ['nothing', Buffer.alloc(0), 'too short'],
  ['a length beyond the file', Buffer.from('ffffffff00000000', 'hex'), 'longer than the file'],
  ['something else than JSON', safetensors('{{'), 'JSON'],
  ['a list', safetensors('[]'), 'not an object'],
  ['a tensor outside the file', safetensors({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 9999] } }), 'outside'],
  ['a negative shape', safetensors({ a: { dtype: 'F32', shape: [-1], data_offsets: [0, 0] } }), 'not described'],
])('safetensors: %s is refused', async (_what, content, message) => {
  await expect(readSafetensors(bytesOf(content))).rejects.toThrow(message);
});

test('safetensors: a header of many megabytes is not fetched', async () => {
  const size = 2 ** 34;
  const start = Buffer.alloc(8);
  start.writeBigUInt64LE(2n ** 30n);
  const file = { size, read: () => Promise.resolve(new Uint8Array(start)) };
  await expect(readSafetensors(file)).rejects.toThrow(PreviewLimit);
});

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const u64 = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
};
const text = (value: string): Buffer => Buffer.concat([u64(Buffer.byteLength(value)), Buffer.from(value)]);
const float = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
};

test('GGUF: metadata and tensors', async () => {
  const words = Array.from({ length: 20 }, (_, at) => text(`token${at}`));
  const content = Buffer.concat([
    Buffer.from('GGUF'),
    u32(3),
    u64(2),
    u64(4),
    text('general.architecture'),
    u32(8),
    text('llama'),
    text('rope.base'),
    u32(6),
    float(0.1),
    text('tokens'),
    u32(9),
    u32(8),
    u64(20),
    ...words,
    text('scores'),
    u32(9),
    u32(6),
    u64(20),
    Buffer.alloc(80),
    text('blk.0'),
    u32(2),
    u64(256),
    u64(4),
    u32(12),
    u64(0),
    text('odd'),
    u32(1),
    u64(3),
    u32(999),
    u64(0),
  ]);
  const model = await readGguf(bytesOf(content));
  expect(model).toMatchObject({ format: 'GGUF 3', parameters: 1027 });
  expect(model.tensors).toEqual([
    { name: 'blk.0', type: 'Q4_K', shape: [4, 256], bytes: 4 * 144 },
    { name: 'odd', type: 'type 999', shape: [3], bytes: undefined },
  ]);
  expect(new Map(model.metadata).get('general.architecture')).toBe('llama');
  expect(new Map(model.metadata).get('rope.base')).toBe('0.1');
  expect(new Map(model.metadata).get('tokens')).toMatch(/^\["token0", .*"token7", … 20 in all\]$/);
  expect(new Map(model.metadata).get('scores')).toMatch(/^\[0, 0.*… 20 in all\]$/);
});

test.each([
  ['another file', Buffer.from('RIFF\0\0\0\0'), 'not a GGUF'],
  ['version 1', Buffer.concat([Buffer.from('GGUF'), u32(1)]), 'version 1'],
  ['a count of all numbers', Buffer.concat([Buffer.from('GGUF'), u32(3), Buffer.alloc(16, 255)]), 'cannot be right'],
  [
    'an end in the middle',
    Buffer.concat([Buffer.from('GGUF'), u32(3), u64(1), u64(0), u64(9)]),
    'longer than the file',
  ],
])('GGUF: %s is refused', async (_what, content, message) => {
  await expect(readGguf(bytesOf(content))).rejects.toThrow(message);
});
