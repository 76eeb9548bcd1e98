import type { StoreRules } from '../access/index.ts';
import type { OperationContext } from '../operations/index.ts';
import type { HeaderList } from './header-list.ts';
import { withoutParameters } from './query-list.ts';
import type { RequestTarget } from './request-target.ts';
import type { Authentication } from './sigv4/authenticate.ts';

export interface StoreGateRequest {
  readonly method: string;
  readonly target: RequestTarget;
  readonly headers: HeaderList;
  readonly authentication: Authentication;
  /** The host named the bucket. */
  readonly hosted: boolean;
}

/** The places on a request's way where the store that this server stands in for has a say. */
export interface StoreGate {
  /** The target without what the store overlooks. */
  readonly target: RequestTarget;
  /** The caller as its bucket sees it, and the store's limits for this operation. Throws AccessDenied. */
  enter(operations: Pick<OperationContext, 'storage' | 'limits'>, operation: string): Promise<StoreContext>;
  /** Once the caller was authorised. Throws the store's refusals of keys and parameters. */
  check(): void;
}

type StoreContext = Pick<OperationContext, 'caller'> & Partial<Pick<OperationContext, 'store' | 'limits'>>;

/** Throws the store's refusals of calls, headers, signatures and bodies. Without a store nothing is refused or changed. */
export function openStoreGate(store: StoreRules | undefined, request: StoreGateRequest): StoreGate {
  const { method, target, headers, authentication, hosted } = request;
  const { caller, by, payload } = authentication;
  if (!store) return { target, enter: async () => ({ caller }), check: () => undefined };
  const { bucket, key } = target;
  const ruled = {
    method,
    ...(bucket === undefined ? {} : { bucket }),
    ...(key === undefined ? {} : { key }),
    query: target.query,
    headers,
    caller,
    by,
    streaming: payload.kind === 'chunked',
    hosted,
  };
  store.refuse(ruled);
  return {
    target: { ...target, query: withoutParameters(target.query, store.ignoredParameters) },
    async enter({ storage, limits }, operation) {
      return {
        store,
        caller: bucket === undefined ? caller : await store.opening(storage, caller, bucket),
        limits: { ...limits, ...store.limitsOf(operation) },
      };
    },
    check: () => store.check(ruled),
  };
}
