import type { Contract, Grant } from '../../preload/contract/index.ts';
import type { BridgeChannel } from '../../preload/rpc/bridge-channel.ts';
import { bridgeTransport } from '../../preload/rpc/bridge-transport.ts';
import { browserSocket } from '../../preload/rpc/browser-socket.ts';
import type { ClientOf, ConnectionState, ConnectionStatus } from '../../preload/rpc/client-types.ts';
import { createClient } from '../../preload/rpc/client.ts';

export type Client = ClientOf<Contract>;
export type { ConnectionState };

/** The way to the backend, whichever host carries it. */
export interface BackendLink {
  readonly client: Client;
  readonly connection: ConnectionStatus;
  readonly tryNow: () => void;
  readonly close: () => void;
  /** Only where dropped files have paths (`capabilities.dropped` is `paths`). */
  readonly grantDropped: ((files: readonly File[]) => Promise<readonly Grant[]>) | undefined;
}

declare global {
  interface Window {
    readonly quayside?: BridgeChannel;
  }
}

/** Takes the bridge where there is one, else the WebSocket of the host that served this page. */
export function linkBackend(page: Window): BackendLink {
  const bridge = page.quayside;
  if (bridge !== undefined) {
    const rpc = createClient<Contract>(bridgeTransport(bridge));
    return {
      client: rpc.client,
      connection: rpc.connection,
      tryNow: () => rpc.tryNow(),
      close: () => rpc.close(),
      grantDropped: (files) => bridge.grantDropped(files),
    };
  }
  const socketUrl = new URL('/rpc', page.location.href);
  socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:';
  const rpc = createClient<Contract>(
    browserSocket({ url: socketUrl.href, sessionUrl: new URL('/session', page.location.href).href }),
  );
  const hurry = (): void => {
    if (page.document.visibilityState === 'visible') rpc.tryNow();
  };
  page.addEventListener('online', hurry);
  page.document.addEventListener('visibilitychange', hurry);
  return {
    client: rpc.client,
    connection: rpc.connection,
    tryNow: () => rpc.tryNow(),
    close: () => {
      page.removeEventListener('online', hurry);
      page.document.removeEventListener('visibilitychange', hurry);
      rpc.close();
    },
    grantDropped: undefined,
  };
}
