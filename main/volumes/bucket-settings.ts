import {
  DeleteBucketCorsCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketLifecycleCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketPolicyStatusCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  PutBucketCorsCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketOwnershipControlsCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { AppError, type BucketAspect } from '../../preload/contract/index.ts';
import type { S3Operation } from '../providers/index.ts';
import { withContentMd5 } from './signing-steps.ts';
import type { SendOptions, StoreClient } from './store-client.ts';
import type { CallOptions } from './volume.ts';

type Answer = Promise<object>;
interface AspectCalls {
  readonly read: S3Operation;
  readonly write: S3Operation;
  /** Versioning cannot be taken away, only suspended. */
  readonly clear?: S3Operation;
  /** The document of an answer; undefined where nothing is set. */
  readonly get: (s3: S3Client, Bucket: string, send: SendOptions) => Promise<unknown>;
  readonly put: (s3: S3Client, Bucket: string, document: Document, send: SendOptions) => Answer;
  readonly remove?: (s3: S3Client, Bucket: string, send: SendOptions) => Answer;
}
/** Judged by the contract before it comes here. */
type Document = Readonly<Record<string, unknown>>;
const none = (value: unknown[] | undefined): boolean => value === undefined || value.length === 0;

/** The SDK wants dates as Date, JSON has them as text. */
const withDates = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withDates);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      name === 'Date' && typeof inner === 'string' ? new Date(inner) : withDates(inner),
    ]),
  );
};

const calls: Readonly<Record<BucketAspect, AspectCalls>> = {
  versioning: {
    read: 'GetBucketVersioning',
    write: 'PutBucketVersioning',
    async get(s3, Bucket, send) {
      const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket }), send);
      return Status === undefined ? undefined : { Status };
    },
    put: (s3, Bucket, VersioningConfiguration, send) =>
      s3.send(withContentMd5(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration })), send),
  },
  lifecycle: {
    read: 'GetBucketLifecycleConfiguration',
    write: 'PutBucketLifecycleConfiguration',
    clear: 'DeleteBucketLifecycle',
    async get(s3, Bucket, send) {
      const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }), send);
      return none(Rules) ? undefined : { Rules };
    },
    put: (s3, Bucket, document, send) =>
      s3.send(
        withContentMd5(
          new PutBucketLifecycleConfigurationCommand({
            Bucket,
            LifecycleConfiguration: withDates(document) as { Rules: undefined },
          }),
        ),
        send,
      ),
    remove: (s3, Bucket, send) => s3.send(new DeleteBucketLifecycleCommand({ Bucket }), send),
  },
  policy: {
    read: 'GetBucketPolicy',
    write: 'PutBucketPolicy',
    clear: 'DeleteBucketPolicy',
    async get(s3, Bucket, send) {
      const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket }), send);
      if (Policy === undefined) return undefined;
      try {
        return JSON.parse(Policy) as unknown;
      } catch (cause) {
        throw new AppError('STORE_BROKEN_ANSWER', { operation: 'GetBucketPolicy', bucket: Bucket }, { cause });
      }
    },
    put: (s3, Bucket, document, send) =>
      s3.send(withContentMd5(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify(document) })), send),
    remove: (s3, Bucket, send) => s3.send(new DeleteBucketPolicyCommand({ Bucket }), send),
  },
  cors: {
    read: 'GetBucketCors',
    write: 'PutBucketCors',
    clear: 'DeleteBucketCors',
    async get(s3, Bucket, send) {
      const { CORSRules } = await s3.send(new GetBucketCorsCommand({ Bucket }), send);
      return none(CORSRules) ? undefined : { CORSRules };
    },
    put: (s3, Bucket, document, send) =>
      s3.send(
        withContentMd5(new PutBucketCorsCommand({ Bucket, CORSConfiguration: document as { CORSRules: undefined } })),
        send,
      ),
    remove: (s3, Bucket, send) => s3.send(new DeleteBucketCorsCommand({ Bucket }), send),
  },
  tags: {
    read: 'GetBucketTagging',
    write: 'PutBucketTagging',
    clear: 'DeleteBucketTagging',
    async get(s3, Bucket, send) {
      const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket }), send);
      return none(TagSet) ? undefined : { TagSet };
    },
    put: (s3, Bucket, document, send) =>
      s3.send(
        withContentMd5(new PutBucketTaggingCommand({ Bucket, Tagging: document as { TagSet: undefined } })),
        send,
      ),
    remove: (s3, Bucket, send) => s3.send(new DeleteBucketTaggingCommand({ Bucket }), send),
  },
  encryption: {
    read: 'GetBucketEncryption',
    write: 'PutBucketEncryption',
    clear: 'DeleteBucketEncryption',
    async get(s3, Bucket, send) {
      const answer = await s3.send(new GetBucketEncryptionCommand({ Bucket }), send);
      const Rules = answer.ServerSideEncryptionConfiguration?.Rules?.map((rule) => ({
        ...(rule.ApplyServerSideEncryptionByDefault === undefined
          ? {}
          : { ApplyServerSideEncryptionByDefault: rule.ApplyServerSideEncryptionByDefault }),
        ...(rule.BucketKeyEnabled === undefined ? {} : { BucketKeyEnabled: rule.BucketKeyEnabled }),
      }));
      return none(Rules) ? undefined : { Rules };
    },
    put: (s3, Bucket, document, send) =>
      s3.send(
        withContentMd5(
          new PutBucketEncryptionCommand({
            Bucket,
            ServerSideEncryptionConfiguration: document as { Rules: undefined },
          }),
        ),
        send,
      ),
    remove: (s3, Bucket, send) => s3.send(new DeleteBucketEncryptionCommand({ Bucket }), send),
  },
  'public-access': {
    read: 'GetPublicAccessBlock',
    write: 'PutPublicAccessBlock',
    clear: 'DeletePublicAccessBlock',
    get: async (s3, Bucket, send) =>
      (await s3.send(new GetPublicAccessBlockCommand({ Bucket }), send)).PublicAccessBlockConfiguration,
    put: (s3, Bucket, PublicAccessBlockConfiguration, send) =>
      s3.send(withContentMd5(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration })), send),
    remove: (s3, Bucket, send) => s3.send(new DeletePublicAccessBlockCommand({ Bucket }), send),
  },
  ownership: {
    read: 'GetBucketOwnershipControls',
    write: 'PutBucketOwnershipControls',
    clear: 'DeleteBucketOwnershipControls',
    async get(s3, Bucket, send) {
      const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }), send);
      return none(OwnershipControls?.Rules) ? undefined : { Rules: OwnershipControls?.Rules };
    },
    put: (s3, Bucket, document, send) =>
      s3.send(
        withContentMd5(
          new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: document as { Rules: undefined } }),
        ),
        send,
      ),
    remove: (s3, Bucket, send) => s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }), send),
  },
};

export const operationsOfAspect = (aspect: BucketAspect): Pick<AspectCalls, 'read' | 'write' | 'clear'> =>
  calls[aspect];

/** S3's ways to say that nothing is set: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const nothingSet =
  /^(NoSuch(BucketPolicy|CORSConfiguration|LifecycleConfiguration|TagSet|TagSetError|PublicAccessBlockConfiguration)|ServerSideEncryptionConfigurationNotFoundError|OwnershipControlsNotFoundError)$/;

interface BucketCall extends CallOptions {
  readonly bucket: string;
  readonly aspect: BucketAspect;
}

/** The document in the shape of the AWS tools; undefined where nothing is set. */
export async function readSetting(client: StoreClient, { bucket, aspect, signal }: BucketCall): Promise<unknown> {
  const { read, get } = calls[aspect];
  try {
    return await client.run({ operation: read, bucket }, { signal }, (s3, send) => get(s3, bucket, send));
  } catch (error) {
    if (error instanceof AppError && nothingSet.test(String(error.params['code']))) return undefined;
    throw error;
  }
}

/** Whether the store itself calls the policy public; undefined where it does not say. */
export async function policyIsPublic(
  client: StoreClient,
  { bucket, signal }: Omit<BucketCall, 'aspect'>,
): Promise<boolean | undefined> {
  try {
    const answer = await client.run({ operation: 'GetBucketPolicyStatus', bucket }, { signal }, (s3, send) =>
      s3.send(new GetBucketPolicyStatusCommand({ Bucket: bucket }), send),
    );
    return answer.PolicyStatus?.IsPublic;
  } catch (error) {
    if (error instanceof AppError && error.code !== 'CANCELLED') return undefined;
    throw error;
  }
}

export async function writeSetting(
  client: StoreClient,
  { bucket, aspect, document, signal }: BucketCall & { readonly document: Document },
): Promise<void> {
  const { write, put } = calls[aspect];
  await client.run({ operation: write, bucket }, { signal }, (s3, send) => put(s3, bucket, document, send));
}

export async function clearSetting(client: StoreClient, { bucket, aspect, signal }: BucketCall): Promise<void> {
  const { clear, remove } = calls[aspect];
  if (clear === undefined || remove === undefined)
    throw new AppError('NOT_SUPPORTED', { operation: calls[aspect].write, bucket });
  await client.run({ operation: clear, bucket }, { signal }, (s3, send) => remove(s3, bucket, send));
}
