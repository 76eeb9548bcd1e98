import type { CompletedPart, ObjectMetadata, StoredChecksum } from './storage.ts';

/** Most objects carry no more than a content type: nothing at all is kept for an object without metadata. */
export function encodeMetadata(metadata: ObjectMetadata): string | null {
  const text = JSON.stringify(metadata);
  return text === '{"user":{}}' ? null : text;
}

const NO_METADATA: ObjectMetadata = Object.freeze({ user: Object.freeze({}) });

/** A page of a thousand rows mostly repeats one text; the last one parsed is kept. */
export class MetadataDecoder {
  #text = '';
  #value: ObjectMetadata = NO_METADATA;

  decode(text: string | null): ObjectMetadata {
    if (text === null) return NO_METADATA;
    if (text !== this.#text) {
      this.#value = Object.freeze(JSON.parse(text) as ObjectMetadata);
      this.#text = text;
    }
    return this.#value;
  }
}

/** `ALGORITHM:TYPE:value`. */
export function encodeChecksum(checksum: StoredChecksum | undefined): string | null {
  return checksum === undefined ? null : `${checksum.algorithm}:${checksum.type}:${checksum.value}`;
}

export function decodeChecksum(text: string | null): StoredChecksum | undefined {
  if (text === null) return undefined;
  const first = text.indexOf(':');
  const second = text.indexOf(':', first + 1);
  return {
    algorithm: text.slice(0, first),
    type: text.slice(first + 1, second),
    value: text.slice(second + 1),
  } as StoredChecksum;
}

export function encodeParts(parts: readonly CompletedPart[] | undefined): string | null {
  return parts === undefined
    ? null
    : JSON.stringify(parts.map((part) => [part.partNumber, part.size, encodeChecksum(part.checksum)]));
}

export function decodeParts(text: string | null): readonly CompletedPart[] | undefined {
  if (text === null) return undefined;
  return (JSON.parse(text) as [number, number, string | null][]).map(([partNumber, size, sum]) => {
    const checksum = decodeChecksum(sum);
    return checksum === undefined ? { partNumber, size } : { partNumber, size, checksum };
  });
}
