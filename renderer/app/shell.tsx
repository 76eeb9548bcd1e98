import './shell.css';
import { ArrowLeft, ArrowRight, Keyboard, PanelLeft, PanelRight } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import type {
  Capabilities,
  Connection,
  ConnectionId,
  Contract,
  ErrorAction,
  Place,
  SnapshotOf,
} from '../../preload/contract/index.ts';
import { Browser, type BrowserHandle } from '../features/browser/index.ts';
import { KeysScreen } from '../features/keys/index.ts';
import { ServerScreen } from '../features/server/index.ts';
import { SettingsScreen } from '../features/settings/index.ts';
import { SharesScreen } from '../features/shares/index.ts';
import { TransfersDrawer } from '../features/transfers/index.ts';
import { VaultBanner, VaultDialog } from '../features/vault/index.ts';
import { applyListDelta, type KeyedDelta } from '../lib/index.ts';
import { takeNewest, useClient, useStream } from '../rpc/index.ts';
import { Button, EmptyState, Spinner, Splitter, type Command } from '../ui/index.ts';
import { commandFor } from './commands/command-keys.ts';
import { CommandRegistry } from './commands/command-registry.ts';
import { ShortcutsDialog } from './commands/shortcuts-dialog.tsx';
import { ConnectionStatus } from './connection-status.tsx';
import { Dialogs, type OpenDialog } from './dialogs.tsx';
import { sidebarBounds, usePanes } from './pane-sizes.ts';
import { renderPreview } from './render-preview.tsx';
import { SetAsideNotice } from './set-aside-notice.tsx';
import { OpenPlace } from './open-place.tsx';
import { Sidebar, type ConnectionAction } from './sidebar.tsx';
import { texts } from './texts.ts';
import { useAppearance } from './use-appearance.ts';
import { useNavigation } from './use-route.ts';
import { WelcomeHome } from './welcome-home.tsx';

type Connections = SnapshotOf<Contract['connections']['watch']>;

const applyConnections = (before: Connections, delta: KeyedDelta<Connection, ConnectionId>): Connections => ({
  connections: applyListDelta<Connection, ConnectionId>(before.connections, delta),
});

/** The window: sidebar, the place or screen that is open, and the transfers at its foot. */
export function Shell({ capabilities }: { readonly capabilities: Capabilities }): ReactNode {
  const client = useClient();
  const { value: known } = useStream(client.connections.watch, applyConnections);
  const { value: settings } = useStream(client.settings.watch, takeNewest);
  const connections = known?.connections;
  useAppearance(settings);
  const navigation = useNavigation();
  const { route, go } = navigation;
  const [panes, setPanes] = usePanes();
  const [dialog, setDialog] = useState<OpenDialog>();
  const [isVaultOpen, setVaultOpen] = useState(false);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const [areShortcutsOpen, setShortcutsOpen] = useState(false);
  const [bucketsVersion, setBucketsVersion] = useState(0);
  const browser = useRef<BrowserHandle>(null);
  const [registry] = useState(() => new CommandRegistry());
  const isMac = capabilities.platform === 'darwin';

  const goTo = useCallback(
    (place: Place, focusKey?: string) => go({ kind: 'place', place, ...(focusKey === undefined ? {} : { focusKey }) }),
    [go],
  );
  const { replace } = navigation;
  const replaceWith = useCallback(
    (place: Place, focusKey: string | undefined) =>
      replace({ kind: 'place', place, ...(focusKey === undefined ? {} : { focusKey }) }),
    [replace],
  );
  const editConnection = useCallback((connection: Connection) => setDialog({ kind: 'connection', connection }), []);
  const registerBrowser = useCallback(
    (commands: readonly Command[]) => registry.register('browser', commands),
    [registry],
  );

  const shellCommands = useMemo((): readonly Command[] => {
    const { canGoBack, canGoForward } = navigation;
    return [
      {
        id: 'shell.back',
        label: texts.back,
        icon: <ArrowLeft aria-hidden />,
        shortcuts: isMac ? ['Mod+['] : ['Alt+ArrowLeft'],
        scope: 'window',
        disabledReason: canGoBack ? undefined : texts.whyNoBack,
        run: () => history.back(),
      },
      {
        id: 'shell.forward',
        label: texts.forward,
        icon: <ArrowRight aria-hidden />,
        shortcuts: isMac ? ['Mod+]'] : ['Alt+ArrowRight'],
        scope: 'window',
        disabledReason: canGoForward ? undefined : texts.whyNoForward,
        run: () => history.forward(),
      },
      {
        id: 'shell.sidebar',
        label: texts.toggleSidebar,
        icon: <PanelLeft aria-hidden />,
        shortcuts: ['Mod+B'],
        scope: 'window',
        isChecked: panes.isSidebarOpen,
        run: () => setPanes({ isSidebarOpen: !panes.isSidebarOpen }),
      },
      {
        id: 'shell.details',
        label: texts.details,
        icon: <PanelRight aria-hidden />,
        shortcuts: ['Mod+I'],
        scope: 'window',
        isChecked: panes.areDetailsOpen,
        run: () => setPanes({ areDetailsOpen: !panes.areDetailsOpen }),
      },
      {
        id: 'shell.transfers',
        label: texts.toggleTransfers,
        shortcuts: ['Mod+J'],
        scope: 'window',
        run: () => setDrawerOpen((isOpen) => !isOpen),
      },
      {
        id: 'shell.shortcuts',
        label: texts.shortcuts,
        icon: <Keyboard aria-hidden />,
        shortcuts: ['?'],
        scope: 'window',
        run: () => setShortcutsOpen(true),
      },
    ];
  }, [navigation, isMac, panes, setPanes]);
  useEffect(() => registry.register('shell', shellCommands), [registry, shellCommands]);

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const command = commandFor(event, registry.all(), isMac);
      if (command === undefined) return;
      event.preventDefault();
      if (command.disabledReason === undefined) command.run();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [registry, isMac]);

  // A file that is dropped beside the table must not replace the app with itself.
  useEffect(() => {
    const refuse = (event: DragEvent): void => {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'none';
    };
    addEventListener('dragover', refuse);
    addEventListener('drop', refuse);
    return () => {
      removeEventListener('dragover', refuse);
      removeEventListener('drop', refuse);
    };
  }, []);

  const here = route.kind === 'place' ? connections?.find(({ id }) => id === route.place.connectionId) : undefined;
  const title =
    route.kind === 'place'
      ? `${route.place.bucket}/${route.place.prefix}`
      : route.kind === 'screen'
        ? texts[route.screen]
        : route.kind === 'open'
          ? route.bucket
          : '';
  useEffect(() => {
    document.title = title === '' ? texts.app : `${title} – ${texts.app}`;
  }, [title]);

  const onConnectionAction = (action: ConnectionAction, connection: Connection): void => {
    if (action === 'edit') editConnection(connection);
    else if (action !== 'refresh') setDialog({ kind: action, connection });
  };
  const openSecrets = useCallback(() => setVaultOpen(true), []);
  const closeSecrets = useCallback(() => setVaultOpen(false), []);

  const screen = (): ReactNode => {
    if (route.kind === 'screen') {
      switch (route.screen) {
        case 'keys':
          return (
            <KeysScreen
              onAddConnection={() => setDialog({ kind: 'connection' })}
              onReplaceKey={(connection) => setDialog({ kind: 'connection', connection, startsAtKey: true })}
              onSecretStore={openSecrets}
            />
          );
        case 'links':
          return <SharesScreen onBrowse={() => go({ kind: 'home' })} machine={capabilities.machine} />;
        case 'server':
          return (
            <ServerScreen
              onOpenKeys={() => go({ kind: 'screen', screen: 'keys' })}
              onOpenVolume={(connectionId, bucket) => goTo({ connectionId, bucket, prefix: '' })}
              onNewVolume={(connectionId) => {
                const local = connections?.find(({ id }) => id === connectionId);
                if (local !== undefined) setDialog({ kind: 'new-volume', connection: local });
              }}
              volumesVersion={bucketsVersion}
            />
          );
        case 'settings':
          return <SettingsScreen capabilities={capabilities} onSecretStore={openSecrets} />;
      }
    }
    if (connections === undefined)
      return (
        <div className="shell-wait">
          <Spinner label={texts.loading} size={20} />
        </div>
      );
    if (route.kind === 'home') {
      return (
        <WelcomeHome
          connections={connections}
          bucketsVersion={bucketsVersion}
          onOpen={(place) => navigation.replace({ kind: 'place', place })}
          onAddConnection={() => setDialog({ kind: 'connection' })}
          onAction={onConnectionAction}
        />
      );
    }
    if (route.kind === 'open') {
      return (
        <OpenPlace
          connections={connections}
          bucket={route.bucket}
          objectKey={route.key}
          onOpen={replaceWith}
          onHome={() => go({ kind: 'home' })}
          onAddConnection={() => setDialog({ kind: 'connection' })}
        />
      );
    }
    if (here === undefined) {
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
    return (
      <Browser
        connection={here}
        connections={connections}
        bucket={route.place.bucket}
        prefix={route.place.prefix}
        focusKey={route.focusKey}
        capabilities={capabilities}
        confirmsDelete={settings?.confirmDelete ?? true}
        onNavigate={goTo}
        onShare={(place, key) => setDialog({ kind: 'share', connection: here, bucket: place.bucket, objectKey: key })}
        onEditConnection={editConnection}
        leadingCommands={shellCommands}
        trailingCommands={[]}
        areDetailsOpen={panes.areDetailsOpen}
        renderPreview={renderPreview}
        registerCommands={registerBrowser}
        handle={browser}
      />
    );
  };

  return (
    <div className="shell">
      <ConnectionStatus />
      <SetAsideNotice setAside={capabilities.setAside} />
      <VaultBanner onOpen={openSecrets} />
      <div className="shell-panes">
        {panes.isSidebarOpen ? (
          <div id="sidebar" className="shell-sidebar" style={{ width: panes.sidebarWidth }}>
            <Sidebar
              connections={connections}
              route={route}
              machine={capabilities.machine}
              bucketsVersion={bucketsVersion}
              onAction={onConnectionAction}
              onAddConnection={() => setDialog({ kind: 'connection' })}
              onDropRows={(data, target, isCopy) => browser.current?.dropRows(data, target, isCopy)}
            />
          </div>
        ) : null}
        <main className="shell-main">
          {panes.isSidebarOpen ? (
            <Splitter
              label={texts.toggleSidebar}
              orientation="vertical"
              value={panes.sidebarWidth}
              min={sidebarBounds.min}
              max={sidebarBounds.max}
              onChange={(sidebarWidth) => setPanes({ sidebarWidth })}
              controls="sidebar"
            />
          ) : null}
          <div className="shell-screen">{screen()}</div>
        </main>
      </div>
      <TransfersDrawer
        isOpen={isDrawerOpen}
        onOpenChange={setDrawerOpen}
        showInFolder={capabilities.showInFolder}
        onJobEnded={(job) => browser.current?.jobEnded(job)}
        onErrorAction={(action: ErrorAction, job) => {
          const connection = connections?.find(({ id }) => id === job.place?.connectionId);
          if (action === 'edit-connection' && connection !== undefined) editConnection(connection);
          else if (action === 'choose-secret-store' || action === 'unlock-secrets') openSecrets();
        }}
      />
      {areShortcutsOpen ? (
        <ShortcutsDialog commands={registry.all()} isMac={isMac} onClose={() => setShortcutsOpen(false)} />
      ) : null}
      <Dialogs
        dialog={dialog}
        capabilities={capabilities}
        onClose={() => setDialog(undefined)}
        onSecretStore={openSecrets}
        onEditConnection={editConnection}
        onBucket={(connection, bucket) => {
          setDialog(undefined);
          setBucketsVersion((version) => version + 1);
          goTo({ connectionId: connection.id, bucket, prefix: '' });
        }}
      />
      {/* Above the others: the dialog that asked for it keeps what was typed. */}
      {isVaultOpen ? <VaultDialog onClose={closeSecrets} onReady={closeSecrets} /> : null}
    </div>
  );
}
