/** Just enough of WebAssembly's binary form to write small loops. https://webassembly.github.io/spec/core/binary/ */
export type Code = readonly (number | Code)[];

export const i32 = 0x7f;
export const i64 = 0x7e;

const bytesOf = (code: Code): number[] => (code as readonly unknown[]).flat(Infinity) as number[];

function unsigned(value: number): Code {
  const bytes: number[] = [];
  let left = value;
  do {
    const low = left & 0x7f;
    left >>>= 7;
    bytes.push(left === 0 ? low : low | 0x80);
  } while (left !== 0);
  return bytes;
}

function signed(value: number): Code {
  const bytes: number[] = [];
  let left = value;
  for (;;) {
    const low = left & 0x7f;
    left >>= 7;
    if (left === ((low & 0x40) === 0 ? 0 : -1)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}

const list = (items: readonly Code[]): Code => [unsigned(items.length), items];
const sized = (code: Code): Code => {
  const bytes = bytesOf(code);
  return [unsigned(bytes.length), bytes];
};
const text = (value: string): Code => sized([...Buffer.from(value)]);
const section = (id: number, content: Code): Code => [id, sized(content)];

/** An operand's place in memory is `offset` bytes behind the address on the stack. */
const access =
  (...opcode: number[]) =>
  (offset = 0): Code => [opcode, 0, unsigned(offset)];

export const op = {
  get: (local: number): Code => [0x20, unsigned(local)],
  set: (local: number): Code => [0x21, unsigned(local)],
  constant: (value: number): Code => [0x41, signed(value)],
  constant64: (value: number): Code => [0x42, signed(value)],
  add: 0x6a,
  and: 0x71,
  xor: 0x73,
  less: 0x49,
  shiftLeft: 0x74,
  /** 64 bits to the low 32 of them. */
  wrap: 0xa7,
  xor64: 0x85,
  shiftRight64: 0x88,
  loadByte: access(0x2d),
  storeByte: access(0x3a),
  load64: access(0x29),
  loadVector: access(0xfd, 0x00),
  storeVector: access(0xfd, 0x0b),
  xorVector: [0xfd, 0x51] as Code,
  /** Runs `body` as long as `condition` leaves something else than 0. */
  whilst: (condition: Code, body: Code): Code => [
    [0x02, 0x40, 0x03, 0x40],
    condition,
    [0x45, 0x0d, 1],
    body,
    [0x0c, 0, 0x0b, 0x0b],
  ],
} as const;

export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly number[];
  readonly results: readonly number[];
  /** Types of the locals that follow the parameters. */
  readonly locals: readonly number[];
  readonly body: Code;
}

/** A module of exported functions around one exported memory of `pages` times 64 KiB. */
export function wasmModule(pages: number, functions: readonly WasmFunction[]): WebAssembly.Module {
  const magic = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const types = functions.map(({ parameters, results }) => [0x60, sized(parameters), sized(results)]);
  const exports = functions.map(({ name }, at) => [text(name), 0, unsigned(at)]);
  const codes = functions.map(({ locals, body }) => sized([list(locals.map((type) => [1, type])), body, 0x0b]));
  const sections = [
    section(1, list(types)),
    section(3, list(functions.map((_, at) => unsigned(at)))),
    section(5, list([[0, unsigned(pages)]])),
    section(7, list([...exports, [text('memory'), 2, 0]])),
    section(10, list(codes)),
  ];
  return new WebAssembly.Module(new Uint8Array(bytesOf([magic, sections])));
}
