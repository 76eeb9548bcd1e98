import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { getCACertificates } from 'node:tls';
import type { StoreEndpoint } from './store-endpoint.ts';

/** Sockets of one endpoint at once; what is asked beyond waits. */
const socketsAtOnce = 64;

export interface StoreAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/**
 * The sockets to one endpoint: its own certificates are trusted beside the system's and for this endpoint alone, and a
 * proxy is asked where one is set. Nothing is taken from the environment: what is set is what is shown.
 */
export function createStoreAgents(endpoint: Pick<StoreEndpoint, 'ca' | 'proxy'>): StoreAgents {
  const { ca, proxy } = endpoint;
  const proxyEnv = proxy === undefined ? {} : { proxyEnv: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy } };
  const common = { keepAlive: true, maxSockets: socketsAtOnce, lookup: loopbackNames, ...proxyEnv };
  return {
    http: new HttpAgent(common),
    https: new HttpsAgent({ ...common, ...trusting(ca) }),
  };
}

/** `bucket.localhost` is this machine (RFC 6761, 6.3), which not every system's resolver knows. */
export const loopbackNames: LookupFunction = (hostname, options, callback) =>
  systemLookup(/\.localhost\.?$/i.test(hostname) ? 'localhost' : hostname, options, callback);

/** TLS options that trust these certificates too; an intermediate or a server's own counts as an anchor then. */
export const trusting = (ca: string | undefined): { ca?: string[]; allowPartialTrustChain?: true } =>
  ca === undefined ? {} : { ca: [...getCACertificates('default'), ca], allowPartialTrustChain: true };
