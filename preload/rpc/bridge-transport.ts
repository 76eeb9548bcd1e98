import type { BridgeChannel } from './bridge-channel.ts';
import type { Transport } from './transport.ts';

/** The page's end of Electron IPC. It lives as long as the page does. */
export function bridgeTransport(bridge: BridgeChannel): Transport {
  let open = true;
  return {
    send: (frame) => {
      if (open) bridge.send(frame);
    },
    listen: (handlers) => {
      bridge.listen((frame) => {
        if (open) handlers.message(frame);
      });
      return () => {
        if (!open) return;
        open = false;
        handlers.close();
      };
    },
  };
}
