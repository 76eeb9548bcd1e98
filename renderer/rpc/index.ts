/**
 * Finds the transport to the backend and gives React the typed client and the state of the connection.
 * It must never hold a product word or a schema: nothing that is loaded from here may bring the schema library along.
 */
export { linkBackend, type BackendLink, type Client, type ConnectionState } from './backend-link.ts';
export { RpcProvider, useBackendLink, useClient, useConnectionProblem, useConnectionState } from './rpc-context.tsx';
export { takeNewest, useStream, type StreamValue } from './use-stream.ts';
