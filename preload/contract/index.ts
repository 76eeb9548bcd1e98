/**
 * The typed boundary between the interface and the backend: procedures, domain shapes, schemas and the error table.
 * It must never import anything but the schema library, and never hold behaviour.
 */
export { contract, type Contract } from './contract.ts';
export * from './define.ts';
export * from './errors.ts';
export * from './shapes.ts';
export * from './modules/bucket-settings.ts';
export * from './modules/connection-extras.ts';
export * from './modules/connections.ts';
export * from './modules/files.ts';
export * from './modules/host.ts';
export * from './modules/imports.ts';
export * from './modules/keys.ts';
export * from './modules/objects.ts';
export * from './modules/places.ts';
export * from './modules/properties.ts';
export * from './modules/search.ts';
export * from './modules/server.ts';
export * from './modules/settings.ts';
export * from './modules/shares.ts';
export * from './modules/transfers.ts';
export * from './modules/vault.ts';
