import type { Call } from './call.ts';
import { readFields } from './json-fields.ts';
import type { ManagedKey } from './key-store.ts';
import { invalid, ManagementError } from './management-error.ts';

const rights = ['read', 'write', 'delete', 'admin'] as const;

/** Without the secret: that is shown once, by the call that made it. */
const shown = ({ accessKeyId, name, scope, createdAt, expiresAt }: Omit<ManagedKey, 'secret'>) => ({
  id: accessKeyId,
  access_key_id: accessKeyId,
  name,
  buckets: scope.buckets === '*' ? ['*'] : scope.buckets,
  permissions: { read: scope.read, write: scope.write, delete: scope.delete, admin: scope.admin },
  created_at: new Date(createdAt).toISOString(),
  ...(expiresAt === undefined ? {} : { expires_at: new Date(expiresAt).toISOString() }),
});

export const keyCalls: readonly Call[] = [
  {
    method: 'POST',
    path: '/api/storage/keys',
    async run({ keys, user, now }, { body }) {
      const fields = readFields(body, ['name', 'buckets', 'permissions', 'expires_in_seconds']);
      const buckets = fields.texts('buckets', { most: 1000 }) ?? [];
      if (buckets.length === 0) throw invalid('buckets must name at least one bucket, or "*" for all.');
      const permissions = fields.object('permissions', rights);
      if (!permissions) throw invalid('permissions must say what the key may do.');
      const allowed = rights.map((right) => [right, permissions.flag(right) ?? false] as const);
      const life = fields.count('expires_in_seconds');
      const key = await keys.make({
        name: fields.text('name', { most: 200 }),
        user,
        scope: {
          ...(Object.fromEntries(allowed) as Record<(typeof rights)[number], boolean>),
          buckets: buckets.includes('*') ? '*' : buckets,
        },
        now: now(),
        ...(life === undefined ? {} : { expiresAt: now() + life * 1000 }),
      });
      return { status: 201, body: { ...shown(key), secret_access_key: key.secret } };
    },
  },
  {
    method: 'GET',
    path: '/api/storage/keys',
    run: async ({ keys }) => ({ status: 200, body: { keys: (await keys.list()).map(shown) } }),
  },
  {
    method: 'DELETE',
    path: '/api/storage/keys/{}',
    async run({ keys }, { path }) {
      if (await keys.remove(path[0] ?? '')) return { status: 204 };
      throw new ManagementError(404, 'not_found', 'There is no such key.');
    },
  },
];
