import { z } from 'zod';
import { AppError } from '../../preload/contract/index.ts';
import { createJsonCaller } from './json-call.ts';
import type { ApiKey, KeyManager } from './key-manager.ts';

/** Runsite's REST API ("Access keys", "Presigned URLs" of its Object Storage page). */
export interface RunsiteApi extends KeyManager {
  /** A link made by the store. `seconds` up to 86,400. */
  presign(wish: {
    readonly bucket: string;
    readonly key: string;
    readonly operation: 'get' | 'put';
    readonly seconds: number;
    readonly contentType?: string | undefined;
    readonly signal?: AbortSignal | undefined;
  }): Promise<{ readonly url: string; readonly headers: Readonly<Record<string, string>> }>;
}

const flag = z.boolean().default(false);
const time = z.iso.datetime({ offset: true }).transform((value) => Date.parse(value));
/** Fields that the page does not promise may be missing; others that come along are left alone. */
const keySchema = z
  .object({
    id: z.string().min(1).max(512).optional(),
    access_key_id: z.string().min(1).max(512),
    name: z.string().max(512).default(''),
    buckets: z.array(z.string().max(255)).max(1000).optional(),
    permissions: z.object({ read: flag, write: flag, delete: flag, admin: flag }).optional(),
    created_at: time.optional(),
    expires_at: time.nullish(),
    last_used_at: time.nullish(),
  })
  .transform((key): ApiKey => ({
    id: key.id ?? key.access_key_id,
    accessKeyId: key.access_key_id,
    name: key.name,
    active: true,
    createdAt: key.created_at,
    expiresAt: key.expires_at ?? undefined,
    lastUsedAt: key.last_used_at ?? undefined,
    buckets: key.buckets?.includes('*') ? '*' : key.buckets,
    permissions: key.permissions,
  }));
const listSchema = z.union([
  z.object({ keys: z.array(keySchema).max(10_000) }).transform(({ keys }) => keys),
  z.array(keySchema).max(10_000),
]);
const secretSchema = z.object({ secret_access_key: z.string().min(1).max(4096) });
const linkSchema = z.object({
  url: z
    .string()
    .max(16_384)
    .regex(/^https?:\/\//i),
  headers: z.record(z.string().max(100), z.string().max(1000)).default({}),
});

export function createRunsiteApi(options: { readonly address: string; readonly token: string }): RunsiteApi {
  const call = createJsonCaller({ address: options.address, authorization: `Bearer ${options.token}` });
  const read = <T>(schema: z.ZodType<T>, value: unknown, operation: string): T => {
    const result = schema.safeParse(value);
    if (!result.success) throw new AppError('STORE_BROKEN_ANSWER', { operation, endpoint: options.address });
    return result.data;
  };
  return {
    async list({ signal } = {}) {
      const operation = 'list keys';
      return read(listSchema, await call({ method: 'GET', path: '/api/storage/keys', operation, signal }), operation);
    },
    async create({ name, buckets, permissions, signal }) {
      const operation = 'create a key';
      const answer = await call({
        method: 'POST',
        path: '/api/storage/keys',
        body: { name, buckets: buckets === '*' ? ['*'] : buckets, permissions },
        operation,
        signal,
      });
      return {
        key: read(keySchema, answer, operation),
        secretAccessKey: read(secretSchema, answer, operation).secret_access_key,
      };
    },
    setActive: () =>
      Promise.reject(
        new AppError('NOT_SUPPORTED', {
          operation: 'turn a key off',
          reason: 'Runsite keys cannot be turned off: revoke the key, which takes effect at once.',
        }),
      ),
    async remove({ id, signal }) {
      try {
        const path = `/api/storage/keys/${encodeURIComponent(id)}`;
        await call({ method: 'DELETE', path, operation: 'revoke a key', signal });
      } catch (error) {
        if (error instanceof AppError && error.code === 'OBJECT_NOT_FOUND')
          throw new AppError('KEY_NOT_FOUND', { key: id }, { cause: error });
        throw error;
      }
    },
    async presign({ bucket, key, operation, seconds, contentType, signal }) {
      const path = `/api/storage/buckets/${encodeURIComponent(bucket)}/presign`;
      const body = {
        key,
        operation,
        expires_in_seconds: seconds,
        ...(contentType === undefined ? {} : { content_type: contentType }),
      };
      const about = 'make a link';
      return read(linkSchema, await call({ method: 'POST', path, body, operation: about, signal }), about);
    },
  };
}
