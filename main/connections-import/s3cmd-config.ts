import type { ImportNote } from '../../preload/contract/index.ts';
import { providerOfAddress, regionOfAddress, tidyAddress, type FoundConnection } from './found-connection.ts';
import { readIni } from './read-ini.ts';

/** The one connection of a `.s3cfg` (https://s3tools.org/kb/item14.htm); undefined where the file has none. */
export function s3cmdConnection(text: string): FoundConnection | undefined {
  const values = readIni(text).get('default')?.values;
  const get = (key: string) => values?.get(key) || undefined;
  const isOn = (key: string) => /^(true|yes|on|1)$/i.test(get(key) ?? '');
  if (get('host_base') === undefined && get('access_key') === undefined) return undefined;
  const typed = get('host_base') ?? 's3.amazonaws.com';
  const secure = get('use_https') === undefined || isOn('use_https');
  const said = tidyAddress(typed, secure);
  const location = get('bucket_location');
  const own = location !== undefined && location !== 'US' ? location : undefined;
  const endpoint = said === 'https://s3.amazonaws.com' ? `https://s3.${own ?? 'us-east-1'}.amazonaws.com` : said;
  const accessKeyId = get('access_key') ?? '';
  const secret = get('secret_key');
  const notes: ImportNote[] = [];
  let how: FoundConnection['how'] = 'copy';
  if (endpoint === undefined) {
    notes.push('address-refused');
    how = 'not';
  } else if (accessKeyId === '' || secret === undefined) {
    notes.push('key-incomplete');
    how = 'without-secret';
  } else if (get('access_token') !== undefined) {
    notes.push('session-token');
    how = 'without-secret';
  }
  if (get('proxy_host') !== undefined) notes.push('proxy-left-out');
  if (get('ca_certs_file') !== undefined) notes.push('ca-left-out');
  if (isOn('encrypt')) notes.push('encryption-left-out');
  if (!secure || get('check_ssl_certificate')?.toLowerCase() === 'false') notes.push('tls-off');
  const provider = endpoint === undefined ? 'other' : providerOfAddress(endpoint);
  return {
    from: 's3cmd',
    name: endpoint === undefined ? 's3cmd' : `s3cmd · ${new URL(endpoint).host}`.slice(0, 120),
    provider,
    endpoint: endpoint ?? '',
    region: own ?? (endpoint === undefined ? 'us-east-1' : regionOfAddress(endpoint, provider)),
    addressing: get('host_bucket')?.includes('%(bucket)') === false ? 'path' : 'virtual',
    accessKeyId,
    how,
    notes,
    ...(how === 'copy' ? { secret } : {}),
  };
}
