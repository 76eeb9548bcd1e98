import { isIP } from 'node:net';
import {
  AppError,
  probeFactNames,
  type ProbeFact,
  type ProbeFactName,
  type ProbeResult,
} from '../../preload/contract/index.ts';
import { newId, type Clock } from '../base/index.ts';
import { expectedOf, providerOf } from '../providers/index.ts';
import { checksumSteps } from './probe-checksums.ts';
import { bucketSteps, listingSteps } from './probe-reads.ts';
import { createProbeScratch } from './probe-scratch.ts';
import { writingSteps } from './probe-writes.ts';
import { readRefusal, type Found, type ProbeContext, type ProbeStep } from './probe-step.ts';
import { createStoreClient, type StoreClient } from './store-client.ts';
import type { StoreCredential, StoreEndpoint } from './store-endpoint.ts';
import type { CallOptions } from './volume.ts';

/**
 * Measures an endpoint by about fifty small requests: each fact by one that only a store which has it answers well.
 * Every write is below one random prefix, and that is removed in the end, whatever happened.
 */
export async function probeEndpoint(
  options: CallOptions & {
    readonly endpoint: StoreEndpoint;
    readonly credential: StoreCredential;
    readonly clock: Clock;
    readonly bucket: string;
  },
): Promise<ProbeResult> {
  const { endpoint, credential, clock, bucket, signal } = options;
  const provider = providerOf(endpoint.provider);
  const calls = { requests: 0 };
  const counted = (client: StoreClient): StoreClient => ({
    ...client,
    run(about, run, action) {
      calls.requests += 1;
      return client.run(about, run, action);
    },
  });
  const client = counted(createStoreClient({ endpoint, credential, clock }));
  const other = counted(
    createStoreClient({
      endpoint: { ...endpoint, addressing: endpoint.addressing === 'path' ? 'virtual' : 'path' },
      credential,
      clock,
    }),
  );
  const scratch = createProbeScratch(bucket, `.quayside-probe-${newId().slice(0, 12)}/`);
  const context: ProbeContext = { client, bucket, signal, key: scratch.key, upload: scratch.upload };
  const facts = new Map<ProbeFactName, ProbeFact>();
  const note = (name: ProbeFactName, { found, answer = '' }: Found) =>
    facts.set(name, {
      name,
      expected: expectedOf(provider, name),
      ...(found === undefined ? {} : { found }),
      answer,
    });
  const run = async (steps: readonly ProbeStep[]) => {
    for (const { name, run: step } of steps) {
      try {
        const found = await step();
        note(
          name,
          typeof found === 'boolean' ? { found, answer: found ? 'works' : 'is taken, without effect' } : found,
        );
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'CANCELLED') throw error;
        note(name, readRefusal(error));
      }
    }
  };
  const isFound = (name: ProbeFactName): boolean => facts.get(name)?.found === true;

  let leftBehind: string[] = [];
  try {
    const reads = listingSteps(context);
    await run(reads.plain);
    // Where the bucket cannot be listed at all, nothing else would mean anything.
    if (!isFound('list-v1') && !isFound('list-v2')) throw await reads.why();
    await run(writingSteps(context));
    await run(reads.withObjects(isFound('list-v2')));
    await run(checksumSteps(context));
    await run(bucketSteps(context));
    const own = endpoint.addressing === 'path' ? ('path-style' as const) : ('virtual-style' as const);
    const host = new URL(endpoint.endpoint).hostname;
    // A bucket before an IP address is no name that could be asked.
    const asked = isIP(host.replace(/^\[|\]$/g, '')) === 0 || own === 'virtual-style';
    note(own, { found: true, answer: 'works' });
    if (asked)
      await run([
        { name: own === 'path-style' ? 'virtual-style' : 'path-style', run: () => reads.by(other, isFound('list-v2')) },
      ]);
  } finally {
    leftBehind = await scratch.clean(client, {
      v2: !facts.has('list-v2') || isFound('list-v2'),
      versions: isFound('versions'),
    });
    client.close();
    other.close();
  }
  const clockOffset = client.clockOffset.measured();
  return {
    at: clock.now(),
    bucket,
    scratch: scratch.prefix,
    facts: probeFactNames.flatMap((name) => facts.get(name) ?? []),
    ...(clockOffset === undefined ? {} : { clockOffset }),
    requests: calls.requests,
    bytesSent: 0,
    leftBehind,
  };
}
