import type { Owner, StoredChecksum } from '../../operations/index.ts';
import { element } from '../xml/xml-writer.ts';

export function ownerXml(owner: Owner, name = 'Owner'): string {
  return `<${name}>${element('ID', owner.id)}${element('DisplayName', owner.displayName)}</${name}>`;
}

/** `<ChecksumCRC32>…</ChecksumCRC32>`; the type beside it where it is asked for. */
export function checksumXml(checksum: StoredChecksum | undefined, options: { type: boolean }): string {
  if (!checksum) return '';
  const value = element(`Checksum${checksum.algorithm}`, checksum.value);
  return options.type ? value + element('ChecksumType', checksum.type) : value;
}
