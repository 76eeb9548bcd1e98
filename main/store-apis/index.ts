/**
 * The APIs that stores have beside S3: keys and links over Runsite's REST, Archil's control plane, and IAM.
 * It must never follow a redirect, never keep a token or a secret, and never put one into an error.
 */
export { createArchilApi, archilAddressFor, type ArchilApi } from './archil-api.ts';
export { createIamApi, iamAddressFor, type IamApi } from './iam-api.ts';
export type { ApiKey, KeyManager, NewApiKey } from './key-manager.ts';
export { createRunsiteApi, type RunsiteApi } from './runsite-api.ts';
