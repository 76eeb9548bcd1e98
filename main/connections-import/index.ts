/**
 * Connections that other programs have on this machine: reading their files, and credentials that stay with them.
 * It must never run a program that the user did not agree to, keep a temporary credential, or let a secret out but to the vault.
 */
export { createConnectionImports, type ConnectionImports } from './create-imports.ts';
export { createProfileCredentials } from './profile-credentials.ts';
export type { ImportEnvironment } from './import-places.ts';
