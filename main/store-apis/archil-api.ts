import { z } from 'zod';
import { AppError } from '../../preload/contract/index.ts';
import { createJsonCaller } from './json-call.ts';

/** Archil's control plane: share URLs ("Share URLs" of its S3 API page). */
export interface ArchilApi {
  /** `seconds` is one of 3,600, 28,800, 86,400 and 604,800. OBJECT_NOT_FOUND where there is no such file or disk. */
  share(wish: {
    readonly disk: string;
    readonly path: string;
    readonly seconds: number;
    readonly signal?: AbortSignal | undefined;
  }): Promise<{ readonly url: string }>;
}

const linkSchema = z.object({
  url: z
    .string()
    .max(16_384)
    .regex(/^https?:\/\//i),
});

export function createArchilApi(options: { readonly address: string; readonly token: string }): ArchilApi {
  // Keys are written as they are shown in the console, with or without the word before them.
  const authorization = options.token.startsWith('key-') ? options.token : `key-${options.token}`;
  const call = createJsonCaller({ address: options.address, authorization });
  return {
    async share({ disk, path, seconds, signal }) {
      const operation = 'make a link';
      const file = path.split('/').map(encodeURIComponent).join('/');
      const answer = await call({
        method: 'POST',
        path: `/api/disks/${encodeURIComponent(disk)}/share/${file}?expiresIn=${seconds}`,
        operation,
        signal,
      });
      const result = linkSchema.safeParse(answer);
      if (!result.success) throw new AppError('STORE_BROKEN_ANSWER', { operation, endpoint: options.address });
      return result.data;
    },
  };
}

/** `https://s3.green.us-east-1.aws.prod.archil.com` has its control plane at `https://control.green.…`. */
export const archilAddressFor = (endpoint: string): string | undefined =>
  /^https:\/\/s3\.[a-z0-9.-]+\.archil\.com\/?$/i.test(endpoint)
    ? endpoint.replace(/^https:\/\/s3\./i, 'https://control.').replace(/\/$/, '')
    : undefined;
