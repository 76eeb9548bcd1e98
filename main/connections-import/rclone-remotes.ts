import type { ImportNote, ProviderId } from '../../preload/contract/index.ts';
import {
  addressingOf,
  providerOfAddress,
  regionOfAddress,
  tidyAddress,
  tidyName,
  type FoundConnection,
} from './found-connection.ts';
import { readIni } from './read-ini.ts';

/** rclone's names of S3 providers (https://rclone.org/s3/#s3-provider), where they are ours. */
const byName: Readonly<Record<string, ProviderId>> = {
  AWS: 'aws',
  Cloudflare: 'r2',
  Wasabi: 'wasabi',
  DigitalOcean: 'spaces',
  Minio: 'minio',
  Ceph: 'ceph',
  GCS: 'gcs',
  BackblazeB2: 'b2',
};

/** An encrypted configuration says so in its first line that is no comment (https://rclone.org/docs/#configuration-encryption). */
export const isEncryptedRclone = (text: string): boolean => /^RCLONE_ENCRYPT_V\d+:/m.test(text.slice(0, 4096));

/**
 * The S3 remotes of an rclone.conf. Their secrets stand there in clear; rclone obscures only fields of type password,
 * and S3 has none but the key for SSE-C, which is no part of a connection.
 */
export function rcloneConnections(text: string): { readonly found: FoundConnection[]; readonly others: number } {
  const found: FoundConnection[] = [];
  let others = 0;
  for (const [name, { values }] of readIni(text)) {
    const type = values.get('type');
    if (type !== 's3') {
      others += 1;
      continue;
    }
    const get = (key: string) => values.get(key) || undefined;
    const named = byName[get('provider') ?? ''] ?? 'other';
    const region = get('region');
    const typed =
      get('endpoint') ?? (named === 'aws' ? `https://s3.${region ?? 'us-east-1'}.amazonaws.com` : undefined);
    const endpoint = typed === undefined ? undefined : tidyAddress(typed);
    const provider = endpoint === undefined ? named : providerOfAddress(endpoint, named);
    const accessKeyId = get('access_key_id') ?? '';
    const secret = get('secret_access_key');
    const notes: ImportNote[] = [];
    let how: FoundConnection['how'] = 'copy';
    if (endpoint === undefined) {
      notes.push('address-refused');
      how = 'not';
    } else if (accessKeyId === '' || secret === undefined) {
      notes.push(get('env_auth') === 'true' ? 'environment' : 'key-incomplete');
      how = 'without-secret';
    } else if (get('session_token') !== undefined) {
      // A temporary key is not stored, and rclone's file is no place that renews it.
      notes.push('session-token');
      how = 'without-secret';
    }
    if (get('sse_customer_key') !== undefined || get('sse_customer_key_base64') !== undefined)
      notes.push('encryption-left-out');
    const forced = get('force_path_style');
    found.push({
      from: 'rclone',
      name: tidyName(name),
      provider,
      endpoint: endpoint ?? '',
      region: region ?? (endpoint === undefined ? 'us-east-1' : regionOfAddress(endpoint, provider)),
      addressing: forced === 'true' ? 'path' : forced === 'false' ? 'virtual' : addressingOf(provider),
      accessKeyId,
      how,
      notes,
      ...(how === 'copy' ? { secret } : {}),
    });
  }
  return { found, others };
}
