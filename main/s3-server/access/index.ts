/**
 * Who may do what on the embedded server: keys, the users they belong to, their scopes, and the owner of each bucket.
 * It must never see a request, and never tell a caller that is refused whether the thing exists.
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
export { authorise, inScope, type Authorisation, type AuthorisationRequest } from './authorise.ts';
export { createStaticKeys } from './static-keys.ts';
