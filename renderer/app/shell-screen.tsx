import type { ReactNode } from 'react';
import type { Capabilities, Connection, ConnectionId, Place } from '../../preload/contract/index.ts';
import { KeysScreen } from '../features/keys/index.ts';
import { ServerScreen } from '../features/server/index.ts';
import { SettingsScreen } from '../features/settings/index.ts';
import { SharesScreen } from '../features/shares/index.ts';
import { Button, EmptyState, Spinner } from '../ui/index.ts';
import type { OpenDialog } from './dialogs.tsx';
import { OpenPlace } from './open-place.tsx';
import type { Route, Screen } from './routes.ts';
import type { ConnectionAction } from './sidebar.tsx';
import { texts } from './texts.ts';
import type { Navigation } from './use-route.ts';
import { WelcomeHome } from './welcome-home.tsx';

export interface ShellScreenProps {
  readonly navigation: Navigation;
  readonly connections: readonly Connection[] | undefined;
  readonly capabilities: Capabilities;
  readonly bucketsVersion: number;
  readonly onDialog: (dialog: OpenDialog) => void;
  readonly onSecrets: () => void;
  readonly onConnectionAction: (action: ConnectionAction, connection: Connection) => void;
  /** A place is open and its connection is known. */
  readonly renderPlace: (connection: Connection, route: Route & { readonly kind: 'place' }) => ReactNode;
}

/** What fills the window beside the sidebar: a screen, a place, or why there is none. */
export function ShellScreen(props: ShellScreenProps): ReactNode {
  const { navigation, connections, bucketsVersion, onDialog } = props;
  const { route, go, replace } = navigation;
  if (route.kind === 'screen') return <AppScreen {...props} screen={route.screen} />;
  if (connections === undefined) {
    return (
      <div className="shell-wait">
        <Spinner label={texts.loading} size={20} />
      </div>
    );
  }
  if (route.kind === 'home') {
    return (
      <WelcomeHome
        connections={connections}
        bucketsVersion={bucketsVersion}
        onOpen={(place) => replace({ kind: 'place', place })}
        onAddConnection={() => onDialog({ kind: 'connection' })}
        onAction={props.onConnectionAction}
      />
    );
  }
  if (route.kind === 'open') {
    return (
      <OpenPlace
        connections={connections}
        bucket={route.bucket}
        objectKey={route.key}
        onOpen={(place, focusKey) => replace({ kind: 'place', place, ...(focusKey === undefined ? {} : { focusKey }) })}
        onHome={() => go({ kind: 'home' })}
        onAddConnection={() => onDialog({ kind: 'connection' })}
      />
    );
  }
  const here = connections.find(({ id }) => id === route.place.connectionId);
  if (here !== undefined) return props.renderPlace(here, route);
  return (
    <EmptyState
      title={texts.goneTitle}
      actions={
        <Button variant="primary" onPress={() => go({ kind: 'home' })}>
          {texts.sidebar}
        </Button>
      }
    >
      {texts.goneText}
    </EmptyState>
  );
}

function AppScreen({
  screen,
  navigation: { go },
  connections,
  capabilities,
  bucketsVersion,
  onDialog,
  onSecrets,
}: ShellScreenProps & { readonly screen: Screen }): ReactNode {
  const openVolume = (connectionId: ConnectionId, bucket: string): void => {
    const place: Place = { connectionId, bucket, prefix: '' };
    go({ kind: 'place', place });
  };
  switch (screen) {
    case 'keys':
      return (
        <KeysScreen
          onAddConnection={() => onDialog({ kind: 'connection' })}
          onReplaceKey={(connection) => onDialog({ kind: 'connection', connection, startsAtKey: true })}
          onSecretStore={onSecrets}
        />
      );
    case 'links':
      return <SharesScreen onBrowse={() => go({ kind: 'home' })} machine={capabilities.machine} />;
    case 'server':
      return (
        <ServerScreen
          onOpenKeys={() => go({ kind: 'screen', screen: 'keys' })}
          onOpenVolume={openVolume}
          onNewVolume={(connectionId) => {
            const local = connections?.find(({ id }) => id === connectionId);
            if (local !== undefined) onDialog({ kind: 'new-volume', connection: local });
          }}
          volumesVersion={bucketsVersion}
        />
      );
    case 'settings':
      return <SettingsScreen capabilities={capabilities} onSecretStore={onSecrets} />;
  }
}
