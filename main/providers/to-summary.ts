import type { Feature, ProviderSummary, Support } from '../../preload/contract/index.ts';
import type { Provider } from './provider.ts';
import { maxShareSeconds, supportOf } from './providers.ts';

/** By name here too, as the contract as a value brings all its schemas along: half of what a server alone would load. */
const allFeatures: Readonly<Record<Feature, true>> = {
  'list-buckets': true,
  'create-bucket': true,
  'delete-bucket': true,
  copy: true,
  'batch-delete': true,
  multipart: true,
  'share-link': true,
  'upload-link': true,
  versions: true,
  tags: true,
  policy: true,
  cors: true,
  lifecycle: true,
  metadata: true,
};

/** Each feature with its reason where it is lacking. */
export const featuresOf = (provider: Provider): Record<Feature, Support> =>
  Object.fromEntries(
    (Object.keys(allFeatures) as Feature[]).map((feature) => [feature, supportOf(provider, feature)]),
  ) as Record<Feature, Support>;

/** A provider's data as the interface needs it. */
export const toSummary = (provider: Provider): ProviderSummary => ({
  id: provider.id,
  name: provider.name,
  about: provider.about,
  endpoints: provider.endpoints.map((entry) => ({ ...entry })),
  addressing: provider.addressing,
  region: provider.typedRegion ?? provider.endpoints[0]?.region ?? 'us-east-1',
  ...(provider.account === undefined
    ? {}
    : { account: { ...provider.account, choices: provider.account.choices.map((choice) => ({ ...choice })) } }),
  needsBucket: provider.buckets.mustBeNamed,
  asksBucket: provider.buckets.askedFor ?? false,
  ...(provider.buckets.branchSeparator === undefined ? {} : { branchSeparator: provider.buckets.branchSeparator }),
  bucketWord: provider.buckets.word,
  accessKeyHint: provider.credentials.accessKeyHint,
  ...(provider.credentials.consoleUrl === undefined ? {} : { consoleUrl: provider.credentials.consoleUrl }),
  ...(provider.docsUrl === undefined ? {} : { docsUrl: provider.docsUrl }),
  features: featuresOf(provider),
  maxPut: provider.limits.maxPut,
  maxPart: provider.limits.maxPart,
  maxShareSeconds: maxShareSeconds(provider),
});
