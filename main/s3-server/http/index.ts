/**
 * S3's HTTP: parsing, SigV4, XML, the routing table and the one serialiser of answers and errors.
 * It must never give an operation a request that was not verified, and never decide what an operation means.
 */
export { createHostPolicy, type HostPolicy } from './host-policy.ts';
export { createListener } from './listener.ts';
export { patienceMs } from './patience.ts';
export { readHeaders } from './header-list.ts';
export { type RequestEvent } from './request-event.ts';
export { parseTarget } from './request-target.ts';
export { createAuthenticator, type Authenticator } from './sigv4/authenticate.ts';
export { createRequestHandler, type RequestHandler, type RequestHandlerOptions } from './request-handler.ts';
