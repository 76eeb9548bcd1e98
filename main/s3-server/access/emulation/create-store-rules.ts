import { bucketNameProblem, keyIsHidden, keyIsReserved, type Provider } from '../../../providers/index.ts';
import { S3Error } from '../../errors/index.ts';
import { createDiskRule } from './disk-rule.ts';
import { createLacks } from './lacks.ts';
import { createMetadataRule } from './metadata-rule.ts';
import { operationOf } from './operation-of.ts';
import { createListingQuirks } from './quirks.ts';
import { answerOf } from './store-answer.ts';
import type { StoreRules, StoreRulesOptions } from './store-rules.ts';

/** What SDKs and tools sign for where nobody told them a region. */
const unsetRegion = 'us-east-1';

const writes = new Set(['PutObject', 'CopyObject', 'CreateMultipartUpload', 'RenameObject', 'DeleteObject']);
/** "a conflicting PutObject or DeleteObject returns 409 Conflict" (Archil). */
const heldWrites = new Set(['PutObject', 'DeleteObject']);

/** A store's rules from its data alone. */
export function createStoreRules(provider: Provider, options: StoreRulesOptions = {}): StoreRules {
  const { buckets, keys, limits, listing } = provider;
  const { quirks = {} } = options;
  const known = provider.endpoints.map((endpoint) => endpoint.region);
  const region = options.region ?? known[0] ?? unsetRegion;
  const pattern = buckets.locationPattern === undefined ? undefined : new RegExp(`^(?:${buckets.locationPattern})$`);
  const isPlace = (name: string): boolean => name === region || known.includes(name) || (pattern?.test(name) ?? false);
  const isBucketName = (name: string): boolean => bucketNameProblem(provider, name) === undefined;
  const lacks = createLacks(provider, quirks);

  return {
    provider,
    region,
    acceptsRegion: (name) =>
      provider.exactRegion && options.region !== undefined
        ? name === options.region
        : isPlace(name) || (!provider.exactRegion && name === unsetRegion),
    regionInsteadOf: (name) =>
      (options.region === undefined ? known : []).find((own) => own.toLowerCase() === name.toLowerCase()) ?? region,
    clockMs: provider.clockSeconds * 1000,
    refuse: lacks.refuse,
    check(request) {
      const operation = operationOf(request);
      const { key, query } = request;
      const delimiter = query.get('delimiter');
      if (operation?.startsWith('ListObjects') && delimiter && listing.onlyDelimiters.length > 0) {
        if (!listing.onlyDelimiters.includes(delimiter)) {
          throw new S3Error('InvalidArgument', {
            message: `The only delimiter that is supported is ${listing.onlyDelimiters.join(' or ')}`,
            details: { ArgumentName: 'delimiter', ArgumentValue: delimiter.slice(0, 1024) },
          });
        }
      }
      if (operation === undefined || key === undefined || !writes.has(operation)) return;
      if (keyIsReserved(provider, key)) {
        throw answerOf(keys.reservedAnswer ?? { status: 403, code: 'AccessDenied' }, `${key} is the store's own.`);
      }
      if (heldWrites.has(operation) && keys.mayBeHeldByMount && quirks.delegated?.includes(key)) {
        throw new S3Error('Conflict', { message: 'The file is being written through a mount that holds it.' });
      }
    },
    opening: createDiskRule(provider),
    limitsOf: (operation) => ({
      maxPutBytes: maxBody(limits, operation),
      minPartBytes: limits.minPart,
      maxParts: limits.maxParts,
      ...options.limits,
    }),
    isBucketName,
    newBucket(bucket, constraint) {
      if (!isBucketName(bucket)) {
        throw new S3Error('InvalidBucketName', { details: { BucketName: bucket } });
      }
      if (constraint === undefined) {
        if (buckets.locationConstraint !== 'required') return { region };
        throw new S3Error('IllegalLocationConstraintException', {
          message:
            'The unspecified location constraint is incompatible for the region specific endpoint this request was sent to.',
        });
      }
      if (isPlace(constraint)) return { region: constraint };
      throw new S3Error('InvalidLocationConstraint', { details: { LocationConstraint: constraint.slice(0, 100) } });
    },
    hides: (key) => keyIsHidden(provider, key),
    listing: createListingQuirks(listing.repeatsTokenWhilePreparing ? quirks : { ...quirks, repeatedToken: 0 }),
    keeps: createMetadataRule(provider),
    ignoredParameters: listing.encodingType ? [] : ['encoding-type'],
  };
}

function maxBody(limits: Provider['limits'], operation: string): number {
  if (operation === 'UploadPart') return limits.maxPart;
  return operation === 'CopyObject' || operation === 'UploadPartCopy' ? limits.maxCopy : limits.maxPut;
}
