import './shell.css';
import { lazy, Suspense, useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import type {
  Capabilities,
  Connection,
  ConnectionId,
  Contract,
  ErrorAction,
  Job,
  Place,
  SnapshotOf,
} from '../../preload/contract/index.ts';
import { createRowClipboard, createUndoStack } from '../features/browser/index.ts';
import { TransfersDrawer } from '../features/transfers/index.ts';
import { VaultBanner, VaultDialog } from '../features/vault/index.ts';
import { applyListDelta, errorSentence, toErrorShape, type KeyedDelta } from '../lib/index.ts';
import { takeNewest, useClient, useStream } from '../rpc/index.ts';
import { Splitter, useToast, type Command, useKeptFocus } from '../ui/index.ts';
import type { PaneServices } from './browser-pane.tsx';
import { CommandRegistry } from './commands/command-registry.ts';
import { ShortcutsDialog } from './commands/shortcuts-dialog.tsx';
import { useCommandKeys } from './commands/use-command-keys.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { ConnectionStatus } from './connection-status.tsx';
import { Finder, type OpenFinder } from './finder.tsx';
import type { BucketAction } from './bucket-menu.tsx';
import { Dialogs, type OpenDialog } from './dialogs.tsx';
import { useVisited } from './use-visited.ts';
import { sidebarBounds, usePanes } from './pane-sizes.ts';
import { PaneHandles, type PaneName } from './pane-handles.ts';
import { Panes } from './panes.tsx';
import { useSecondPane } from './second-pane.ts';
import { SetAsideNotice } from './set-aside-notice.tsx';
import { shellCommands } from './shell-commands.tsx';
import { ShellScreen } from './shell-screen.tsx';
import { Sidebar, type ConnectionAction } from './sidebar.tsx';
import { routeName, TabBar } from './tab-bar.tsx';
import { texts } from './texts.ts';
import { useAppearance } from './use-appearance.ts';
import { usePlaces } from './use-places.ts';
import { useRefusedDrops } from './use-refused-drops.ts';
import { useNavigation } from './use-route.ts';
import { useTabs } from './use-tabs.ts';

/** Loaded when it is opened first: the first screen does without. */
const CommandPalette = lazy(async () => ({
  default: (await import('./commands/command-palette.tsx')).CommandPalette,
}));

type Connections = SnapshotOf<Contract['connections']['watch']>;

const applyConnections = (before: Connections, delta: KeyedDelta<Connection, ConnectionId>): Connections => ({
  connections: applyListDelta<Connection, ConnectionId>(before.connections, delta),
});

/** The window: sidebar, tabs, the places or the screen that is open, and the transfers at its foot. */
export function Shell({ capabilities }: { readonly capabilities: Capabilities }): ReactNode {
  const whole = useRef<HTMLDivElement>(null);
  // One dialog may follow another: the last gives focus back to where the first was opened.
  useKeptFocus(whole);
  const client = useClient();
  const toast = useToast();
  const { value: known } = useStream(client.connections.watch, applyConnections);
  const { value: settings } = useStream(client.settings.watch, takeNewest);
  const connections = known?.connections;
  useAppearance(settings);
  const navigation = useNavigation();
  const { route, go } = navigation;
  const tabs = useTabs(navigation);
  const second = useSecondPane();
  const [active, setActive] = useState<PaneName>('first');
  const [sizes, setSizes] = usePanes();
  const [dialog, setDialog] = useState<OpenDialog>();
  const [finder, setFinder] = useState<OpenFinder>();
  const [overlay, setOverlay] = useState<'palette' | 'shortcuts'>();
  const [isVaultOpen, setVaultOpen] = useState(false);
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const [bucketsVersion, setBucketsVersion] = useState(0);
  const [panes] = useState(() => new PaneHandles());
  const [registry] = useState(() => new CommandRegistry());
  const [clipboard] = useState(createRowClipboard);
  const [undo] = useState(createUndoStack);
  const isMac = capabilities.platform === 'darwin';
  const tell = useCallback(
    (thrown: unknown) => toast({ tone: 'danger', text: errorSentence(toErrorShape(thrown)).title }),
    [toast],
  );
  const places = usePlaces(tell);

  const isSplit = second.entry !== undefined && route.kind === 'place';
  const activePane: PaneName = isSplit ? active : 'first';
  const goTo = useCallback(
    (place: Place, focusKey?: string) => go({ kind: 'place', place, ...(focusKey === undefined ? {} : { focusKey }) }),
    [go],
  );
  const goInPane = (place: Place, focusKey?: string): void =>
    activePane === 'second' ? second.go(place, focusKey) : goTo(place, focusKey);
  const editConnection = useCallback((connection: Connection) => setDialog({ kind: 'connection', connection }), []);
  const openSecrets = useCallback(() => setVaultOpen(true), []);
  const closeSecrets = useCallback(() => setVaultOpen(false), []);

  const commands = shellCommands({
    isMac,
    isOwnWindow: capabilities.nativeDialogs,
    canGoBack: activePane === 'second' ? second.canGoBack : navigation.canGoBack,
    canGoForward: activePane === 'second' ? second.canGoForward : navigation.canGoForward,
    isSidebarOpen: sizes.isSidebarOpen,
    areDetailsOpen: sizes.areDetailsOpen,
    isSplit,
    hasPlace: route.kind === 'place',
    tabs,
    on: {
      back: () => (activePane === 'second' ? second.back() : history.back()),
      forward: () => (activePane === 'second' ? second.forward() : history.forward()),
      sidebar: () => setSizes({ isSidebarOpen: !sizes.isSidebarOpen }),
      details: () => setSizes({ areDetailsOpen: !sizes.areDetailsOpen }),
      transfers: () => setDrawerOpen((isOpen) => !isOpen),
      shortcuts: () => setOverlay('shortcuts'),
      palette: () => setOverlay('palette'),
      split: () => {
        if (isSplit) second.close();
        else if (route.kind === 'place') second.open(route.place);
        setActive('first');
      },
      otherPane: () => {
        const next: PaneName = activePane === 'first' ? 'second' : 'first';
        setActive(next);
        panes.focus(next);
      },
      newTab: () => tabs.open(route),
      addConnection: () => setDialog({ kind: 'connection' }),
      forgetRecent: () => {
        client.places.forgetRecent({}).catch(tell);
      },
      screen: (screen) => go({ kind: 'screen', screen }),
    },
  });
  useEffect(() => registry.register('shell', commands));
  useCommandKeys(registry, isMac);
  useRefusedDrops();

  const title = route.kind === 'place' ? `${route.place.bucket}/${route.place.prefix}` : routeName(route);
  useEffect(() => {
    document.title = route.kind === 'home' ? texts.app : `${title} – ${texts.app}`;
  }, [title, route.kind]);

  const onConnectionAction = (action: ConnectionAction, connection: Connection): void => {
    if (action === 'edit') editConnection(connection);
    else if (action !== 'refresh') setDialog({ kind: action, connection });
  };
  const onBucketAction = (action: BucketAction, connection: Connection, bucket: string): void => {
    if (action !== 'bucket-forget') {
      setDialog({ kind: action, connection, bucket });
      return;
    }
    client.connections.unpinBucket({ id: connection.id, bucket }).then(
      () => setBucketsVersion((version) => version + 1),
      (thrown: unknown) => toast({ tone: 'danger', text: errorSentence(toErrorShape(thrown)).title }),
    );
  };
  useVisited(
    route,
    route.kind === 'place' ? connections?.find(({ id }) => id === route.place.connectionId) : undefined,
  );
  const offerUndo = async (job: Job): Promise<void> => {
    const entry = await undo.jobEnded(job);
    if (entry === undefined) return;
    toast({
      tone: 'success',
      text: texts.doneOf(entry.label),
      action: {
        label: texts.undone,
        run: () => {
          if (undo.remove(entry)) entry.run().catch(tell);
        },
      },
    });
  };
  const onJobEnded = (job: Job): void => {
    panes.jobEnded(job);
    void offerUndo(job);
  };
  const services: PaneServices = {
    connections: connections ?? [],
    capabilities,
    confirmsDelete: settings?.confirmDelete ?? true,
    clipboard,
    undo,
    places,
    registry,
    onShare: (connection, { bucket, prefix: base }, selection) =>
      setDialog({ kind: 'share', connection, bucket, base, selection }),
    onEditConnection: editConnection,
    onOpenTab: (place) => tabs.open({ kind: 'place', place }),
    onSearch: (place) => setFinder({ kind: 'search', place }),
    onUsage: (place) => setFinder({ kind: 'usage', place }),
  };
  const leading: readonly Command[] = commands;

  return (
    <div ref={whole} className="shell">
      <ConnectionStatus />
      <SetAsideNotice setAside={capabilities.setAside} />
      <VaultBanner onOpen={openSecrets} />
      <div className="shell-panes">
        {sizes.isSidebarOpen ? (
          <div id="sidebar" className="shell-sidebar" style={{ width: sizes.sidebarWidth }}>
            <Sidebar
              connections={connections}
              places={places}
              route={route}
              machine={capabilities.machine}
              bucketsVersion={bucketsVersion}
              onAction={onConnectionAction}
              onBucketAction={onBucketAction}
              onAddConnection={() => setDialog({ kind: 'connection' })}
              onDropRows={(data, target, isCopy) => panes.drop(data, target, isCopy)}
            />
          </div>
        ) : null}
        <main className="shell-main">
          {sizes.isSidebarOpen ? (
            <Splitter
              label={texts.toggleSidebar}
              orientation="vertical"
              value={sizes.sidebarWidth}
              min={sidebarBounds.min}
              max={sidebarBounds.max}
              onChange={(sidebarWidth) => setSizes({ sidebarWidth })}
              controls="sidebar"
            />
          ) : null}
          <div className="shell-screen">
            <TabBar tabs={tabs} />
            <ShellScreen
              navigation={navigation}
              connections={connections}
              capabilities={capabilities}
              bucketsVersion={bucketsVersion}
              onDialog={setDialog}
              onSecrets={openSecrets}
              onConnectionAction={onConnectionAction}
              renderPlace={(connection, { place, focusKey }) => (
                <Panes
                  services={services}
                  connection={connection}
                  place={place}
                  focusKey={focusKey}
                  second={second}
                  active={activePane}
                  onActive={setActive}
                  areDetailsOpen={sizes.areDetailsOpen}
                  leadingCommands={leading}
                  onNavigate={goTo}
                  handles={panes}
                />
              )}
            />
          </div>
        </main>
      </div>
      <TransfersDrawer
        isOpen={isDrawerOpen}
        onOpenChange={setDrawerOpen}
        showInFolder={capabilities.showInFolder}
        onJobEnded={onJobEnded}
        here={route.kind === 'place' ? route.place : undefined}
        onSettings={() => go({ kind: 'screen', screen: 'settings' })}
        onErrorAction={(action: ErrorAction, job) => {
          const connection = connections?.find(({ id }) => id === job.place?.connectionId);
          if (action === 'edit-connection' && connection !== undefined) editConnection(connection);
          else if (action === 'choose-secret-store' || action === 'unlock-secrets') openSecrets();
        }}
      />
      {overlay === 'shortcuts' ? (
        <ShortcutsDialog commands={registry.all()} isMac={isMac} onClose={() => setOverlay(undefined)} />
      ) : null}
      {overlay === 'palette' ? (
        <ErrorBoundary look="part">
          <Suspense fallback={null}>
            <CommandPalette
              commands={registry.all().filter(({ id }) => id !== 'shell.palette')}
              places={places}
              connections={connections ?? []}
              here={route.kind === 'place' ? route.place : undefined}
              isMac={isMac}
              onGo={goInPane}
              onOpen={(bucket, key) => go({ kind: 'open', bucket, key })}
              onClose={() => {
                setOverlay(undefined);
                panes.focus(activePane);
              }}
            />
          </Suspense>
        </ErrorBoundary>
      ) : null}
      <Finder
        finder={finder}
        onGo={goInPane}
        onClose={() => {
          setFinder(undefined);
          panes.focus(activePane);
        }}
      />
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
        onBucketGone={(connection, bucket) => {
          setBucketsVersion((version) => version + 1);
          if (route.kind === 'place' && route.place.connectionId === connection.id && route.place.bucket === bucket)
            go({ kind: 'home' });
        }}
      />
      {/* Above the others: the dialog that asked for it keeps what was typed. */}
      {isVaultOpen ? <VaultDialog onClose={closeSecrets} onReady={closeSecrets} /> : null}
    </div>
  );
}
