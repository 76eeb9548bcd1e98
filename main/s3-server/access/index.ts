/**
 * Who may do what on the embedded server: keys, users and their scopes, the owner of each bucket, policies, access control
 * lists, and the rules of stores it stands in for. It must never see a request as HTTP, and never tell a caller that is
 * refused whether the thing exists.
 */
export {
  allRights,
  anonymous,
  type AccessKey,
  type AccessScope,
  type Caller,
  type KeySource,
  type Right,
} from './access-key.ts';
export {
  cannedAcl,
  encodeAcl,
  grants,
  groupUris,
  isPublicAcl,
  mostGrants,
  ownersAcl,
  permissions,
  type Acl,
  type Grant,
  type Grantee,
  type Permission,
} from './acl/acl.ts';
export {
  authorise,
  enterBucket,
  hideMissing,
  inScope,
  objectAcl,
  type Authorisation,
  type AuthorisationRequest,
  type Wish,
} from './authorise.ts';
export {
  accessDocuments,
  aclsDisabled,
  blockFlags,
  isPublicBucket,
  ownerships,
  type BucketAccess,
  type Ownership,
  type PublicAccessBlock,
} from './bucket-access.ts';
export { corsDocument, findCorsRule, type CorsQuestion, type CorsRule } from './cors.ts';
export { policyActions } from './policy/policy-words.ts';
export { couldAllow, isPublicPolicy } from './policy/judge-policy.ts';
export { mostPolicyBytes, parsePolicy } from './policy/policy-document.ts';
export { vetPolicy } from './policy/vet-policy.ts';
export { matchesWildcards } from './policy/wildcard.ts';
export { type RequestFacts } from './request-facts.ts';
export { emulate, emulatedStores, isEmulatedStore, type EmulatedStore } from './emulation/emulated-stores.ts';
export { joinQuirks, readQuirk, type Quirks } from './emulation/quirks.ts';
export type { StoreRules, StoreRulesOptions } from './emulation/store-rules.ts';
export { createQuota, type Quota, type QuotaLimits, type QuotaRequest, type QuotaSettlement } from './quota.ts';
export { createStaticKeys } from './static-keys.ts';
