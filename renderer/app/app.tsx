import '@fontsource-variable/inter';
import { useCallback, type ReactNode } from 'react';
import { RpcProvider, useClient, type BackendLink } from '../rpc/index.ts';
import { Button, EmptyState, Spinner, ToastProvider, useLoaded } from '../ui/index.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { ConnectionStatus } from './connection-status.tsx';
import { Shell } from './shell.tsx';
import { texts } from './texts.ts';

/** The whole interface over one way to the backend. */
export function App({ link }: { readonly link: BackendLink }): ReactNode {
  return (
    <RpcProvider link={link}>
      <ToastProvider>
        <ErrorBoundary look="page">
          <Start />
        </ErrorBoundary>
      </ToastProvider>
    </RpcProvider>
  );
}

/** Asks what the host can do; everything else depends on it. */
function Start(): ReactNode {
  const client = useClient();
  const load = useCallback((signal: AbortSignal) => client.host.capabilities({}, { signal }), [client]);
  const capabilities = useLoaded(load);
  if (capabilities.value !== undefined) return <Shell capabilities={capabilities.value} />;
  return (
    <div className="shell">
      <ConnectionStatus />
      {capabilities.error === undefined ? (
        <div className="shell-wait">
          <Spinner label={texts.connecting} size={20} />
        </div>
      ) : (
        <EmptyState
          title={texts.unreachable}
          actions={
            <Button variant="primary" onPress={capabilities.reload}>
              {texts.tryNow}
            </Button>
          }
        >
          {texts.unreachableDetail}
        </EmptyState>
      )}
    </div>
  );
}
