import type { Feature, ProbeFactName } from '../../preload/contract/index.ts';
import type { Checksum, Lack, Provider, S3Operation } from './provider.ts';
import { awsLimits, notImplemented, operationsOf, sigv4Presign } from './s3-basis.ts';
import { hasOperation, supportOf } from './providers.ts';

export type Measured = Readonly<Partial<Record<ProbeFactName, boolean>>>;

/** Facts that are S3 operations, and the controls that hang on them. */
const operations: Partial<
  Record<
    ProbeFactName,
    { readonly of: readonly S3Operation[]; readonly features: readonly Feature[]; readonly word: string }
  >
> = {
  'list-buckets': { of: ['ListBuckets'], features: ['list-buckets'], word: 'a list of buckets' },
  'list-v1': { of: ['ListObjects'], features: [], word: 'version 1 of the listing' },
  'list-v2': { of: ['ListObjectsV2'], features: [], word: 'version 2 of the listing' },
  multipart: { of: operationsOf.multipart, features: ['multipart'], word: 'uploads in parts' },
  copy: { of: ['CopyObject'], features: ['copy'], word: 'copying inside the store' },
  'batch-delete': { of: ['DeleteObjects'], features: ['batch-delete'], word: 'batch delete' },
  versions: { of: operationsOf.versioning, features: ['versions'], word: 'versions' },
  tags: { of: operationsOf.tags, features: ['tags'], word: 'tags' },
  policy: { of: operationsOf.policy, features: ['policy'], word: 'bucket policies' },
  cors: { of: operationsOf.cors, features: ['cors'], word: 'CORS rules' },
  lifecycle: { of: operationsOf.lifecycle, features: ['lifecycle'], word: 'lifecycle rules' },
};
const checksums: readonly Checksum[] = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256', 'content-md5'];

/** What the data say of one fact. */
export function expectedOf(provider: Provider, fact: ProbeFactName): boolean {
  const operation = operations[fact]?.of[0];
  if (operation !== undefined) return hasOperation(provider, operation);
  const name: string = fact;
  switch (name) {
    case 'path-style':
      return provider.addressing === 'path' || provider.otherAddressingWorks;
    case 'virtual-style':
      return provider.addressing === 'virtual' || provider.otherAddressingWorks;
    case 'delimiter':
      return true;
    case 'any-delimiter':
      return provider.listing.onlyDelimiters.length === 0;
    case 'metadata':
      return provider.keys.userMetadata;
    case 'small-parts':
      return provider.limits.minPart === 1;
    case 'presign':
      return provider.presign.how === 'sigv4' && supportOf(provider, 'share-link').ok;
    case 'conditional-put':
      return provider.conditions.includes('PutObject');
    case 'conditional-complete':
      return provider.conditions.includes('CompleteMultipartUpload');
    default:
      return provider.checksums.some((kind) => kind === name);
  }
}

const without = (lacks: readonly Lack[], of: readonly S3Operation[], features: readonly Feature[]): Lack[] =>
  lacks.flatMap((lack) => {
    const left = lack.operations.filter((operation) => !of.includes(operation));
    const off = lack.features.filter((feature) => !features.includes(feature));
    return left.length + off.length === 0 ? [] : [{ ...lack, operations: left, features: off }];
  });

/**
 * The data of a store as a probe of this endpoint corrected them. What was found to be missing is turned off with that
 * as the reason; what was found beside the data is turned on. Nothing is guessed: a fact that was not found stays.
 */
export function withMeasured(provider: Provider, facts: Measured | undefined): Provider {
  if (facts === undefined) return provider;
  let lacks: Lack[] = [...provider.lacks];
  const off = (of: readonly S3Operation[], features: readonly Feature[], word: string) => {
    lacks = without(lacks, of, features);
    const reason = `A probe of this endpoint found no ${word.replace(/^an? /, '')} here.`;
    lacks.push({ operations: of, features, reason, answer: notImplemented });
  };
  const changed = (fact: ProbeFactName): boolean =>
    facts[fact] !== undefined && facts[fact] !== expectedOf(provider, fact);
  for (const [name, { of, features, word }] of Object.entries(operations)) {
    if (!changed(name as ProbeFactName)) continue;
    if (facts[name as ProbeFactName] === true) lacks = without(lacks, of, features);
    else off(of, features, word);
  }
  const links: readonly Feature[] = ['share-link', 'upload-link'];
  if (changed('presign')) {
    if (facts.presign === true) lacks = without(lacks, [], links);
    else off([], links, 'links that the key signs');
  }
  if (changed('metadata')) {
    if (facts.metadata === true) lacks = without(lacks, [], ['metadata']);
    else off([], ['metadata'], 'metadata of objects');
  }
  const { limits } = provider;
  const multipart = facts.multipart ?? expectedOf(provider, 'multipart');
  const parts = limits.maxParts > 0 ? limits : awsLimits;
  const smallParts = facts['small-parts'];
  const addressingOk = (fact: 'path-style' | 'virtual-style') => facts[fact] ?? expectedOf(provider, fact);
  const own = provider.addressing === 'path' ? ('path-style' as const) : ('virtual-style' as const);
  const other = provider.addressing === 'path' ? ('virtual-style' as const) : ('path-style' as const);
  const toggled = <T>(list: readonly T[], entry: T, found: boolean | undefined): readonly T[] =>
    found === undefined || found === list.includes(entry)
      ? list
      : found
        ? [...list, entry]
        : list.filter((one) => one !== entry);
  return {
    ...provider,
    lacks,
    addressing:
      addressingOk(own) || !addressingOk(other) ? provider.addressing : own === 'path-style' ? 'virtual' : 'path',
    otherAddressingWorks: addressingOk(own) && addressingOk(other),
    limits: {
      ...limits,
      ...(multipart
        ? {
            maxPart: parts.maxPart,
            maxParts: parts.maxParts,
            maxObject: Math.max(limits.maxObject, limits.maxParts > 0 ? 0 : awsLimits.maxObject),
            minPart:
              smallParts === undefined ? parts.minPart : smallParts ? 1 : Math.max(parts.minPart, awsLimits.minPart),
          }
        : { minPart: 0, maxPart: 0, maxParts: 0, maxObject: limits.maxPut }),
      ...(facts.copy === undefined ? {} : { maxCopy: facts.copy ? limits.maxCopy || awsLimits.maxCopy : 0 }),
      ...(facts['batch-delete'] === undefined
        ? {}
        : { maxDeleteBatch: facts['batch-delete'] ? limits.maxDeleteBatch || awsLimits.maxDeleteBatch : 0 }),
    },
    checksums: checksums.reduce<readonly Checksum[]>(
      (list, kind) => toggled(list, kind, facts[kind]),
      provider.checksums,
    ),
    conditions: toggled(
      toggled(provider.conditions, 'PutObject', facts['conditional-put']),
      'CompleteMultipartUpload',
      facts['conditional-complete'],
    ),
    presign: changed('presign') && facts.presign === true ? sigv4Presign : provider.presign,
    keys: { ...provider.keys, userMetadata: facts.metadata ?? provider.keys.userMetadata },
    listing: {
      ...provider.listing,
      v1: facts['list-v1'] ?? provider.listing.v1,
      v2: facts['list-v2'] ?? provider.listing.v2,
      onlyDelimiters:
        facts['any-delimiter'] === undefined ? provider.listing.onlyDelimiters : facts['any-delimiter'] ? [] : ['/'],
    },
  };
}
