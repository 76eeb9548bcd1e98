import { bucketOf, type Call } from './call.ts';
import { readFields } from './json-fields.ts';
import { invalid } from './management-error.ts';

/** "URLs expire after expires_in_seconds (default 600, max 86400)" (Runsite). */
const presign = { usual: 600, most: 86_400 };
/** "1h, 8h, 24h or 7d. The default is 24h" (Archil). */
const share = { usual: 86_400, all: [3600, 28_800, 86_400, 604_800] };
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const mostKeyBytes = 1024;

const timeOf = (at: number): string => new Date(at).toISOString();

/** RFC 6266 and RFC 8187: a name of any characters without any that could end it. */
function inlineAs(key: string): string {
  const name = key.slice(key.lastIndexOf('/') + 1);
  const encoded = encodeURIComponent(name).replaceAll(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `inline; filename*=UTF-8''${encoded}`;
}

export const linkCalls: readonly Call[] = [
  {
    method: 'POST',
    path: '/api/storage/buckets/{}/presign',
    async run(workspace, { path, body }) {
      const bucket = await bucketOf(workspace, path[0]);
      const fields = readFields(body, ['key', 'operation', 'expires_in_seconds', 'content_type']);
      const key = fields.text('key', { most: mostKeyBytes });
      const operation = fields.text('operation');
      if (operation !== 'get' && operation !== 'put') throw invalid('operation must be get or put.');
      const expires = fields.count('expires_in_seconds') ?? presign.usual;
      if (expires < 1 || expires > presign.most) {
        throw invalid(`expires_in_seconds must be from 1 to ${presign.most}.`);
      }
      const contentType = fields.optionalText('content_type', { most: 255 });
      if (contentType !== undefined && (operation === 'get' || !/^[\x20-\x7e]+$/.test(contentType))) {
        throw invalid('content_type belongs to put, and is one line of ASCII.');
      }
      const method = operation === 'get' ? 'GET' : 'PUT';
      const at = workspace.now();
      const url = workspace.links.sign(
        {
          user: workspace.user,
          method,
          bucket: bucket.name,
          key,
          expires,
          ...(contentType === undefined ? {} : { contentType }),
        },
        at,
      );
      return {
        status: 200,
        body: {
          url,
          method,
          headers: contentType === undefined ? {} : { 'Content-Type': contentType },
          expires_in_seconds: expires,
          expires_at: timeOf(at + expires * 1000),
        },
      };
    },
  },
  {
    method: 'POST',
    path: '/api/disks/{}/share/{*}',
    async run(workspace, { path, query }) {
      const text = query.get('expiresIn') ?? String(share.usual);
      const expires = share.all.find((seconds) => String(seconds) === text);
      if (expires === undefined) throw invalid(`expiresIn must be one of ${share.all.join(', ')}.`);
      const bucket = await bucketOf(workspace, path[0]);
      const key = path[1] ?? '';
      await workspace.storage.headObject(bucket.name, key);
      const at = workspace.now();
      const url = workspace.links.sign(
        {
          user: workspace.user,
          method: 'GET',
          bucket: bucket.name,
          key,
          expires,
          overrides: { 'response-content-disposition': inlineAs(key) },
        },
        at,
      );
      return { status: 200, body: { url, expiresIn: expires, expiresAt: timeOf(at + expires * 1000) } };
    },
  },
];
