import { createContext, useContext, useSyncExternalStore, type ReactNode } from 'react';
import type { BackendLink, Client, ConnectionState } from './backend-link.ts';

const LinkContext = createContext<BackendLink | undefined>(undefined);

/** Gives the screens below the way to the backend. */
export function RpcProvider({
  link,
  children,
}: {
  readonly link: BackendLink;
  readonly children: ReactNode;
}): ReactNode {
  return <LinkContext value={link}>{children}</LinkContext>;
}

export function useBackendLink(): BackendLink {
  const link = useContext(LinkContext);
  if (link === undefined) throw new Error('useBackendLink needs an RpcProvider above it');
  return link;
}

/** The typed client: `client.objects.list(input, { signal })`. The same object for the life of the page. */
export function useClient(): Client {
  return useBackendLink().client;
}

/** Whether calls get through now. `lost` after they once did: show that it is reconnecting, and keep what was typed. */
export function useConnectionState(): ConnectionState {
  const { connection } = useBackendLink();
  return useSyncExternalStore(connection.subscribe, connection.state);
}

/** True where trying again does not help by itself: the session ended or the page is older than the backend. */
export function useConnectionProblem(): string | undefined {
  const { connection } = useBackendLink();
  return useSyncExternalStore(connection.subscribe, () => connection.problem()?.code);
}
