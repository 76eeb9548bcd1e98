import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { AppError, type ProviderId } from '../../preload/contract/index.ts';
import type { ApiKey, KeyManager } from './key-manager.ts';

/** The access keys of the user that the credential belongs to. */
export interface IamApi extends KeyManager {
  close(): void;
}

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** A user has two keys at most at AWS; this many pages are enough for whoever allows more. */
const mostPages = 10;

/**
 * The IAM query protocol of AWS and of those who speak it
 * (https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html). Without a user name the calls are about
 * the caller's own keys.
 */
export function createIamApi(options: {
  readonly address: string;
  readonly credential: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string | undefined;
  };
}): IamApi {
  const { address, credential } = options;
  const endpoint = new URL(address).host;
  const client = new IAMClient({
    endpoint: address,
    region: 'us-east-1',
    credentials: {
      accessKeyId: credential.accessKeyId,
      secretAccessKey: credential.secretAccessKey,
      ...(credential.sessionToken === undefined ? {} : { sessionToken: credential.sessionToken }),
    },
    maxAttempts: 2,
    logger: silent,
  });

  const run = async <T>(operation: string, signal: AbortSignal | undefined, action: () => Promise<T>): Promise<T> => {
    try {
      return await action();
    } catch (error) {
      throw toIamError(error, { operation, endpoint }, signal?.aborted ?? false);
    }
  };
  const sending = (signal: AbortSignal | undefined) => (signal === undefined ? {} : { abortSignal: signal });

  const list: IamApi['list'] = async ({ signal } = {}) => {
    const found: ApiKey[] = [];
    let marker: string | undefined;
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await run('iam:ListAccessKeys', signal, () =>
        client.send(new ListAccessKeysCommand(marker === undefined ? {} : { Marker: marker }), sending(signal)),
      );
      for (const { AccessKeyId, Status, CreateDate, UserName } of answer.AccessKeyMetadata ?? []) {
        if (AccessKeyId === undefined) continue;
        found.push({
          id: AccessKeyId,
          accessKeyId: AccessKeyId,
          name: UserName ?? '',
          active: Status !== 'Inactive',
          createdAt: CreateDate?.getTime(),
          ...(await lastUse(AccessKeyId, signal)),
        });
      }
      marker = answer.IsTruncated === true ? answer.Marker : undefined;
      if (marker === undefined) return found;
    }
    return found;
  };

  /** A credential may well list its keys and not ask for their use: the key is shown without it. */
  const lastUse = async (id: string, signal: AbortSignal | undefined): Promise<Partial<ApiKey>> => {
    try {
      const { AccessKeyLastUsed: used } = await run('iam:GetAccessKeyLastUsed', signal, () =>
        client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: id }), sending(signal)),
      );
      const where = [used?.ServiceName, used?.Region].filter((part) => part !== undefined && part !== 'N/A');
      return {
        lastUsedAt: used?.LastUsedDate?.getTime(),
        ...(where.length === 0 ? {} : { lastUsedFor: where.join(', ').slice(0, 200) }),
      };
    } catch (error) {
      if (error instanceof AppError && (error.code === 'ACCESS_DENIED' || error.code === 'NOT_SUPPORTED')) return {};
      throw error;
    }
  };

  return {
    list,
    async create({ signal }) {
      const { AccessKey } = await run('iam:CreateAccessKey', signal, () =>
        client.send(new CreateAccessKeyCommand({}), sending(signal)),
      );
      if (AccessKey?.AccessKeyId === undefined || AccessKey.SecretAccessKey === undefined)
        throw new AppError('STORE_BROKEN_ANSWER', { operation: 'iam:CreateAccessKey', endpoint });
      const { AccessKeyId, SecretAccessKey, UserName, Status, CreateDate } = AccessKey;
      return {
        key: {
          id: AccessKeyId,
          accessKeyId: AccessKeyId,
          name: UserName ?? '',
          active: Status !== 'Inactive',
          createdAt: CreateDate?.getTime(),
        },
        secretAccessKey: SecretAccessKey,
      };
    },
    async setActive({ id, active, signal }) {
      const Status = active ? ('Active' as const) : ('Inactive' as const);
      await run('iam:UpdateAccessKey', signal, () =>
        client.send(new UpdateAccessKeyCommand({ AccessKeyId: id, Status }), sending(signal)),
      );
    },
    async remove({ id, signal }) {
      await run('iam:DeleteAccessKey', signal, () =>
        client.send(new DeleteAccessKeyCommand({ AccessKeyId: id }), sending(signal)),
      );
    },
    close: () => client.destroy(),
  };
}

/** Where a store's IAM is, as far as its own pages say; others may have it at the S3 endpoint. */
export function iamAddressFor(provider: ProviderId, endpoint: string): string | undefined {
  // China has an IAM of its own: https://docs.aws.amazon.com/general/latest/gr/iam-service.html
  if (provider === 'aws')
    return /\.amazonaws\.com\.cn\b/.test(endpoint)
      ? 'https://iam.cn-north-1.amazonaws.com.cn'
      : 'https://iam.amazonaws.com';
  // https://docs.wasabi.com/docs/what-are-the-service-urls-for-wasabis-different-storage-regions
  return provider === 'wasabi' ? 'https://iam.wasabisys.com' : undefined;
}

function toIamError(error: unknown, about: { operation: string; endpoint: string }, aborted: boolean): AppError {
  if (error instanceof AppError) return error;
  if (aborted) return new AppError('CANCELLED', about, { cause: error });
  const name = error instanceof Error ? error.name : 'unknown';
  const status = statusOf(error);
  const params = { ...about, code: name.slice(0, 64), ...(status === undefined ? {} : { status }) };
  switch (name.replace(/Exception$/, '')) {
    case 'AccessDenied':
    case 'AuthorizationError':
      return new AppError('ACCESS_DENIED', params, { cause: error });
    case 'InvalidClientTokenId':
    case 'InvalidAccessKeyId':
      return new AppError('ACCESS_KEY_UNKNOWN', params, { cause: error });
    case 'SignatureDoesNotMatch':
      return new AppError('SIGNATURE_MISMATCH', params, { cause: error });
    case 'ExpiredToken':
      return new AppError('SESSION_EXPIRED', params, { cause: error });
    case 'NoSuchEntity':
      return new AppError('KEY_NOT_FOUND', params, { cause: error });
    case 'LimitExceeded': {
      const reason = 'A user can have two access keys. Revoke one that is not used any more, then make the new one.';
      return new AppError('NOT_SUPPORTED', { ...params, reason }, { cause: error });
    }
    case 'Throttling':
      return new AppError('STORE_THROTTLED', params, { cause: error });
  }
  if (status === 501 || status === 405 || name === 'NotImplemented') {
    const reason = 'This store has no API for access keys.';
    return new AppError('NOT_SUPPORTED', { ...params, reason }, { cause: error });
  }
  if (status === 403) return new AppError('ACCESS_DENIED', params, { cause: error });
  return new AppError(status === undefined ? 'ENDPOINT_UNREACHABLE' : 'STORE_ERROR', params, { cause: error });
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  const { $metadata }: { $metadata?: unknown } = error;
  if (typeof $metadata !== 'object' || $metadata === null) return undefined;
  const { httpStatusCode }: { httpStatusCode?: unknown } = $metadata;
  return typeof httpStatusCode === 'number' ? httpStatusCode : undefined;
}
