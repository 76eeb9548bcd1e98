import { parse } from 'plist';
import {
  addressingOf,
  providerOfAddress,
  regionOfAddress,
  tidyAddress,
  tidyName,
  type FoundConnection,
} from './found-connection.ts';

/** A file that could make its reader work without end, or read other files. */
export class HostileFile extends Error {
  override readonly name = 'HostileFile';
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim().slice(0, 512) : '');

/**
 * An S3 bookmark (`.duck`) or connection profile (`.cyberduckprofile`) of Cyberduck; both are property lists in XML.
 * The secret is in the keychain of the system under Cyberduck's name, and stays there. Undefined for other protocols.
 */
export function cyberduckConnection(xml: string, fileName: string): FoundConnection | undefined {
  // Entities are what a property list never has, and what an attack by XML needs.
  if (/<!ENTITY|<!ELEMENT|<!ATTLIST|<\?xml-stylesheet/i.test(xml))
    throw new HostileFile('a property list with declarations of its own');
  // Parsers go as deep as the file says.
  if ((xml.match(/<(?:dict|array)\b/g)?.length ?? 0) > 500)
    throw new HostileFile('a property list that is nested too deep');
  // The parser would say on the console what it misses.
  if (!/<\/plist>\s*$/.test(xml)) throw new SyntaxError('a property list without its end');
  const read: unknown = parse(xml);
  if (typeof read !== 'object' || read === null || Array.isArray(read)) return undefined;
  const entries = new Map<string, unknown>(Object.entries(read));
  const get = (name: string) => text(entries.get(name));
  const protocol = get('Protocol');
  if (!/^s3(-|$)/.test(protocol)) return undefined;
  const isProfile = entries.has('Vendor') && !entries.has('Hostname');
  const host = get('Hostname') || get('Default Hostname') || 's3.amazonaws.com';
  const port = get('Port') || get('Default Port');
  const secure = (get('Scheme') || 'https').toLowerCase() !== 'http';
  const plain = port === '' || port === (secure ? '443' : '80') || !/^\d{1,5}$/.test(port) ? host : `${host}:${port}`;
  const endpoint = tidyAddress(plain, secure);
  const provider = endpoint === undefined ? 'other' : providerOfAddress(endpoint);
  const bucket = get('Path')
    .split('/')
    .find((part) => part !== '');
  const name = get('Nickname') || get('Description') || fileName.replace(/\.(duck|cyberduckprofile)$/i, '');
  const region = get('Region');
  return {
    from: 'cyberduck',
    name: tidyName(name),
    provider,
    endpoint: endpoint ?? '',
    region: region || (endpoint === undefined ? 'us-east-1' : regionOfAddress(endpoint, provider)),
    addressing: addressingOf(provider),
    ...(bucket === undefined || bucket.length > 255 ? {} : { bucket }),
    accessKeyId: get('Username').slice(0, 256),
    how: endpoint === undefined ? 'not' : 'without-secret',
    notes: [
      ...(endpoint === undefined ? (['address-refused'] as const) : []),
      ...(isProfile ? [] : (['secret-elsewhere'] as const)),
      ...(secure ? [] : (['tls-off'] as const)),
    ],
  };
}
