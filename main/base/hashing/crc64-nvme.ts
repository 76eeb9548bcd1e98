import type { Checksum } from './checksum.ts';
import { i32, i64, op, wasmModule, type Code, type WasmFunction } from './wasm-code.ts';

/** The reflected polynomial of CRC-64/NVME; the check value of `123456789` is ae8b14860a799888. */
const polynomial = 0x9a6c9329ac4bc9b5n;
const ones = 0xffff_ffff_ffff_ffffn;

/**
 * A multiple of the polynomial with nine terms whose powers are whole bytes: the sum of x^(8 * t) over 0, 168, 357, 1067, 1621,
 * 1693, 1900, 2604 and 3540 is 0 modulo it. So a byte may be taken away if it is added (XOR) to the bytes 3540, 3540 - 168, …
 * and 936 places behind it: no table, no multiplication, sixteen bytes at once. What is left of a block are its last 3540
 * bytes, and these go through tables. The method is that of "Chorba" (https://arxiv.org/abs/2412.16398); the
 * terms are of a birthday search over sums of four.
 */
const distances = [3540, 3372, 3183, 2473, 1919, 1847, 1640, 936] as const;
const reach = 3540;
const vector = 16;
const step = 2 * vector;

/** Memory: eight tables of 256 times 8 bytes, zeros as far as a block reaches back, and the block. */
const tableBytes = 8 * 256 * 8;
const blockAt = tableBytes + 4096;
const blockBytes = 128 * 1024;
const pages = Math.ceil((blockAt + blockBytes) / 65_536);

/** `at`, `end` and the register so far give the register behind these bytes; eight at a time by tables. */
function byTables(): WasmFunction {
  const at = op.get(0);
  const end = op.get(1);
  const register = op.get(2);
  const setRegister = op.set(2);
  const forward = (bytes: number): Code => [at, op.constant(bytes), op.add, op.set(0)];
  const entry = (table: number): Code => [
    op.constant(255),
    op.and,
    op.constant(3),
    op.shiftLeft,
    op.load64(table * 2048),
  ];
  // The byte of the register that `table` more of the eight follow.
  const looked = (table: number): Code => [
    [register, op.constant64(8 * (7 - table)), op.shiftRight64, op.wrap],
    entry(table),
  ];
  const eight = [
    [register, at, op.load64(), op.xor64, setRegister],
    [looked(0), [1, 2, 3, 4, 5, 6, 7].map((table) => [looked(table), op.xor64]), setRegister],
    forward(8),
  ];
  const one = [
    [register, op.wrap, at, op.loadByte(), op.xor, entry(0)],
    [register, op.constant64(8), op.shiftRight64, op.xor64, setRegister],
    forward(1),
  ];
  const body = [
    op.whilst([at, op.constant(7), op.add, end, op.less], eight),
    op.whilst([at, end, op.less], one),
    register,
  ];
  return { name: 'byTables', parameters: [i32, i32, i64], results: [i64], locals: [], body };
}

/** Takes all bytes from `at` to `end` away but for the reach behind them; whole steps. Only zeros may lie before `at`. */
function fold(): WasmFunction {
  const at = op.get(0);
  const end = op.get(1);
  const to = op.get(2);
  const stop = op.get(3);
  const setTo = (from: Code, distance: number): Code => [from, op.constant(distance), op.add, op.set(2)];
  const setStop = (from: Code, distance: number): Code => [from, op.constant(distance), op.add, op.set(3)];

  // Offsets in code cannot be negative: addresses are those of the byte that is farthest back.
  const gathered = (shift: number): Code => [
    [to, to, op.loadVector(reach + shift)],
    distances.map((distance) => [to, op.loadVector(reach + shift - distance), op.xorVector]),
    op.storeVector(reach + shift),
  ];
  const gather = [
    [setTo(at, -reach), setStop(end, -reach)],
    op.whilst([to, stop, op.less], [gathered(0), gathered(vector), setTo(to, step)]),
  ];
  // What the last of them add to the bytes that stay.
  const spill = distances.map((distance) => [
    [setTo(end, -distance), setStop(to, distance - (distance % vector))],
    op.whilst(
      [to, stop, op.less],
      [
        [to, to, op.loadVector(distance), to, op.loadVector(), op.xorVector, op.storeVector(distance)],
        setTo(to, vector),
      ],
    ),
    op.whilst(
      [to, end, op.less],
      [[to, to, op.loadByte(distance), to, op.loadByte(), op.xor, op.storeByte(distance)], setTo(to, 1)],
    ),
  ]);
  return { name: 'fold', parameters: [i32, i32], results: [], locals: [i32, i32], body: [gather, spill] };
}

const compiled = wasmModule(pages, [byTables(), fold()]);

interface Engine {
  readonly memory: WebAssembly.Memory;
  readonly byTables: (at: number, end: number, register: bigint) => bigint;
  readonly fold: (at: number, end: number) => void;
}

/** Begins one checksum after another, or many side by side: between calls an engine holds nothing of any of them. */
export function createCrc64Engine(): () => Checksum {
  const engine = new WebAssembly.Instance(compiled).exports as unknown as Engine;
  const memory = new Uint8Array(engine.memory.buffer);
  fillTables(new Uint32Array(engine.memory.buffer, 0, tableBytes / 4));

  /** The register behind the first `length` bytes of the block. */
  const advance = (length: number, register: bigint): bigint => {
    const folded = length - reach - ((length - reach) % step);
    if (folded < reach) return engine.byTables(blockAt, blockAt + length, register);
    const head = new DataView(engine.memory.buffer, blockAt, 8);
    head.setBigUint64(0, head.getBigUint64(0, true) ^ register, true);
    engine.fold(blockAt, blockAt + folded);
    return engine.byTables(blockAt + folded, blockAt + length, 0n);
  };

  return () => {
    let register = ones;
    return {
      update(chunk) {
        for (let at = 0; at < chunk.length; at += blockBytes) {
          const piece = at === 0 && chunk.length <= blockBytes ? chunk : chunk.subarray(at, at + blockBytes);
          memory.set(piece, blockAt);
          register = BigInt.asUintN(64, advance(piece.length, register));
        }
      },
      digest() {
        const bytes = Buffer.alloc(8);
        bytes.writeBigUInt64BE(register ^ ones);
        return bytes;
      },
    };
  };
}

/** Table k says what a byte becomes that k bytes follow. In halves of 32 bits, low one first: bigints would take 1 ms. */
function fillTables(entries: Uint32Array): void {
  const low = Number(polynomial & 0xffff_ffffn);
  const high = Number(polynomial >> 32n);
  for (let byte = 0; byte < 256; byte += 1) {
    let [a, b] = [byte, 0];
    for (let bit = 0; bit < 8; bit += 1) {
      const odd = a & 1;
      a = (a >>> 1) | (b << 31);
      b >>>= 1;
      if (odd === 1) [a, b] = [a ^ low, b ^ high];
    }
    entries[byte * 2] = a;
    entries[byte * 2 + 1] = b;
  }
  for (let at = 256; at < 2048; at += 1) {
    const a = entries[(at - 256) * 2] ?? 0;
    const b = entries[(at - 256) * 2 + 1] ?? 0;
    const first = (a & 255) * 2;
    entries[at * 2] = ((a >>> 8) | (b << 24)) ^ (entries[first] ?? 0);
    entries[at * 2 + 1] = (b >>> 8) ^ (entries[first + 1] ?? 0);
  }
}
