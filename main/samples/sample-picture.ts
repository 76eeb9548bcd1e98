import { crc32, deflateSync } from 'node:zlib';

const width = 480;
const height = 300;

/** A chunk of a PNG: length, name, data, CRC-32 of name and data (W3C PNG, 5.3). */
function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** Red, green and blue of a point: evening sky, the sun, the water with its light, and a quay with a crane. */
function colour(x: number, y: number): readonly [number, number, number] {
  const horizon = 170;
  const isQuay = y > horizon - 18 && x > 330 && y < horizon + 14;
  const isMast = x > 380 && x < 386 && y > 70 && y <= horizon - 18;
  const isArm = y > 74 && y < 80 && x > 310 && x < 440;
  if (isQuay || isMast || isArm) return [22, 46, 58];
  const sun = Math.hypot(x - 140, y - 130);
  if (y <= horizon) {
    if (sun < 30) return [255, 226, 160];
    const up = y / horizon;
    const glow = Math.max(0, 1 - sun / 220);
    return [70 + 150 * up + 35 * glow, 130 + 60 * up + 25 * glow, 160 - 10 * up];
  }
  const deep = (y - horizon) / (height - horizon);
  const wave = Math.sin(x / 9 + y / 3) * Math.sin(y / 2.3) * (1 - deep * 0.5);
  const light = Math.abs(x - 140) < 18 + deep * 40 && wave > 0.1 ? 70 : 0;
  return [14 + light * 1.6 + wave * 8, 92 - deep * 40 + light + wave * 14, 112 - deep * 36 + light * 0.5 + wave * 14];
}

/** A small picture as PNG: 8 bits a channel, no filter. */
export function samplePicture(): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const bytes = colour(x, y).map((value) => Math.max(0, Math.min(255, Math.round(value))));
      rows.set(bytes, y * (1 + width * 3) + 1 + x * 3);
    }
  }
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array()),
  ]);
}
