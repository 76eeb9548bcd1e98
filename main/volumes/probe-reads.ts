import {
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
} from '@aws-sdk/client-s3';
import { AppError } from '../../preload/contract/index.ts';
import type { Found, ProbeContext, ProbeStep } from './probe-step.ts';
import type { StoreClient } from './store-client.ts';

/** A refusal that shows the store knows the question: nothing is set on this bucket. */
const nothingSet = /^NoSuch(BucketPolicy|CORSConfiguration|LifecycleConfiguration|Configuration)$/;

export function listingSteps({ client, bucket, signal, key }: ProbeContext) {
  const v1 = (by: StoreClient, prefix = '', delimiter?: string) =>
    by.run({ operation: 'ListObjects', bucket }, { signal, pace: 'once' }, (s3, send) =>
      s3.send(
        new ListObjectsCommand({
          Bucket: bucket,
          MaxKeys: 2,
          Prefix: prefix,
          ...(delimiter ? { Delimiter: delimiter } : {}),
        }),
        send,
      ),
    );
  const v2 = (by: StoreClient, prefix = '', delimiter?: string) =>
    by.run({ operation: 'ListObjectsV2', bucket }, { signal, pace: 'once' }, (s3, send) =>
      s3.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          MaxKeys: 2,
          Prefix: prefix,
          ...(delimiter ? { Delimiter: delimiter } : {}),
        }),
        send,
      ),
    );
  const isList = (answer: { Name?: string | undefined; IsTruncated?: boolean | undefined }) =>
    answer.Name !== undefined || answer.IsTruncated !== undefined;
  let why: unknown;

  const plain: ProbeStep[] = [
    {
      name: 'list-buckets',
      run: async () => {
        const answer = await client.run({ operation: 'ListBuckets' }, { signal, pace: 'once' }, (s3, send) =>
          s3.send(new ListBucketsCommand({}), send),
        );
        return answer.Buckets !== undefined || answer.Owner !== undefined;
      },
    },
    {
      name: 'list-v2',
      run: async () => {
        try {
          const answer = await v2(client);
          // Version 1 answers the question too, without the count that only version 2 has.
          return isList(answer) && answer.KeyCount !== undefined;
        } catch (error) {
          why = error;
          throw error;
        }
      },
    },
    {
      name: 'list-v1',
      run: async () => isList(await v1(client)),
    },
  ];
  const prefixes = async (isV2: boolean, delimiter: string): Promise<string[]> => {
    const answer = await (isV2 ? v2 : v1)(client, key('folder/'), delimiter);
    return (answer.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []);
  };
  return {
    plain,
    /** Why the bucket could not be listed in either way. */
    why: async (): Promise<unknown> => why ?? new AppError('NOT_SUPPORTED', { operation: 'ListObjectsV2', bucket }),
    withObjects: (isV2: boolean): ProbeStep[] => [
      { name: 'delimiter', run: async () => (await prefixes(isV2, '/')).some((one) => one.endsWith('/inner/')) },
      {
        name: 'any-delimiter',
        run: async () => (await prefixes(isV2, '-')).some((one) => one.endsWith('folder/one-')),
      },
    ],
    /** Whether the bucket answers by the other addressing; a name that does not resolve is a no. */
    by: async (client_: StoreClient, isV2: boolean): Promise<Found> => {
      try {
        return { found: isList(await (isV2 ? v2 : v1)(client_)), answer: 'works' };
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'CANCELLED') throw error;
        const passing = ['STORE_THROTTLED', 'STORE_ERROR', 'ENDPOINT_REDIRECTED'].includes(error.code);
        const answer = `${error.params['status'] ?? ''} ${error.params['code'] ?? error.code}`.trim();
        return passing ? { answer } : { found: false, answer };
      }
    },
  };
}

export function bucketSteps({ client, bucket, signal }: ProbeContext): ProbeStep[] {
  const known = async (operation: string, ask: () => Promise<boolean>): Promise<Found> => {
    try {
      return { found: await ask(), answer: operation };
    } catch (error) {
      if (error instanceof AppError && nothingSet.test(String(error.params['code'])))
        return { found: true, answer: String(error.params['code']) };
      throw error;
    }
  };
  const once = { signal, pace: 'once' } as const;
  return [
    {
      name: 'versions',
      run: () =>
        known('GetBucketVersioning', async () => {
          await client.run({ operation: 'GetBucketVersioning', bucket }, once, (s3, send) =>
            s3.send(new GetBucketVersioningCommand({ Bucket: bucket }), send),
          );
          return true;
        }),
    },
    {
      name: 'policy',
      run: () =>
        known('GetBucketPolicy', async () => {
          const { Policy } = await client.run({ operation: 'GetBucketPolicy', bucket }, once, (s3, send) =>
            s3.send(new GetBucketPolicyCommand({ Bucket: bucket }), send),
          );
          // A store that does not know the question may answer it with a listing.
          return Policy?.trimStart().startsWith('{') ?? false;
        }),
    },
    {
      name: 'cors',
      run: () =>
        known('GetBucketCors', async () => {
          const { CORSRules } = await client.run({ operation: 'GetBucketCors', bucket }, once, (s3, send) =>
            s3.send(new GetBucketCorsCommand({ Bucket: bucket }), send),
          );
          return CORSRules !== undefined;
        }),
    },
    {
      name: 'lifecycle',
      run: () =>
        known('GetBucketLifecycleConfiguration', async () => {
          const { Rules } = await client.run(
            { operation: 'GetBucketLifecycleConfiguration', bucket },
            once,
            (s3, send) => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }), send),
          );
          return Rules !== undefined;
        }),
    },
  ];
}
