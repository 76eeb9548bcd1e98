/**
 * The boundary in motion: frames, the page's client, the backend's dispatcher, and the transports between them.
 * It must never know a product word, never hold a schema of its own, and nothing that the page loads from here may bring
 * the schema library along.
 */
export { bridgeChannels, type BridgeChannel } from './bridge-channel.ts';
export { bridgeTransport } from './bridge-transport.ts';
export { browserSocket } from './browser-socket.ts';
export { createClient, type ClientOptions, type RpcClient } from './client.ts';
export type { CallOptions, ClientOf, ConnectionState, ConnectionStatus, StreamObserver } from './client-types.ts';
export { createDispatcher, type Dispatcher, type DispatcherOptions } from './dispatcher.ts';
export type { CallContext, Handlers, HandlersOf, Live, ModuleHandlers } from './handlers.ts';
export { memoryPair } from './memory-pair.ts';
export { nodeSocket, type NodeSocketOptions } from './node-socket.ts';
export type { Connect, Transport } from './transport.ts';
