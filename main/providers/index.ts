/**
 * What each store can do, as plain data with a source for each fact, one file a provider.
 * It must never call a store, hold a credential, or decide anything that is not in the data.
 */
export { bucketNameProblem, keyIsHidden, keyIsReserved } from './check-name.ts';
export type { Checksum, FactName, Lack, PayloadSigning, Provider, S3Operation, StoreAnswer } from './provider.ts';
export { hasOperation, maxShareSeconds, providerOf, providers, supportOf } from './providers.ts';
export { featuresOf, toSummary } from './to-summary.ts';
export { expectedOf, withMeasured, type Measured } from './with-measured.ts';
