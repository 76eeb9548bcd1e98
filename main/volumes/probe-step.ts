import { AppError, type ProbeFactName } from '../../preload/contract/index.ts';
import type { StoreClient } from './store-client.ts';

/** What a step found; absent where the answer says neither. */
export interface Found {
  readonly found?: boolean | undefined;
  readonly answer?: string | undefined;
}
export interface ProbeStep {
  readonly name: ProbeFactName;
  readonly run: () => Promise<Found | boolean>;
}

export interface ProbeContext {
  readonly client: StoreClient;
  readonly bucket: string;
  readonly signal: AbortSignal | undefined;
  /** Names a key below the scratch prefix, to be removed at the end. */
  readonly key: (name: string) => string;
  readonly upload: (key: string, uploadId: string) => void;
}

const answerOf = ({ code, params }: AppError): string =>
  [params['status'], params['code'] ?? code]
    .filter((part) => part !== undefined)
    .join(' ')
    .slice(0, 120);

/** Answers that mean the store does not have it; `refused` also counts any other answer that the request was wrong. */
export function readRefusal(error: AppError): Found {
  const status = Number(error.params['status'] ?? 0);
  const answer = answerOf(error);
  if (error.code === 'NOT_SUPPORTED') return { found: false, answer };
  // No right to try, no network, a store that is busy: nothing is learned.
  if (error.code === 'ACCESS_DENIED' || status === 0 || status === 429 || status >= 500) return { answer };
  if (status >= 400) return { found: false, answer };
  return { answer };
}
