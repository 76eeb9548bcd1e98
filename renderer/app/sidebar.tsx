import './sidebar.css';
import {
  ChevronRight,
  Database,
  FolderPlus,
  FolderSearch,
  Gauge,
  HardDrive,
  History,
  KeyRound,
  Laptop,
  Link2,
  Lock,
  MoreHorizontal,
  Pencil,
  Plus,
  RefreshCw,
  Server,
  Settings2,
  Trash2,
  TriangleAlert,
} from 'lucide-react';
import { useId, useState, type DragEvent, type ReactNode } from 'react';
import type { Connection, Place } from '../../preload/contract/index.ts';
import { errorSentence } from '../lib/index.ts';
import { Button, IconButton, MenuButton, ObjectName, Spinner, type MenuEntry } from '../ui/index.ts';
import { ColourDot } from '../features/connections/index.ts';
import { useBuckets } from './bucket-list.ts';
import { BucketMenu, type BucketAction } from './bucket-menu.tsx';
import { dragOver, isDroppable } from './drag-over.ts';
import { printRoute, type Route, type Screen } from './routes.ts';
import { SidebarFavourites } from './sidebar-favourites.tsx';
import { texts } from './texts.ts';
import type { Places } from './use-places.ts';

export type ConnectionAction = 'edit' | 'open-bucket' | 'new-bucket' | 'new-volume' | 'refresh' | 'probe' | 'remove';

export interface SidebarProps {
  readonly connections: readonly Connection[] | undefined;
  readonly places: Places;
  readonly route: Route;
  readonly machine: string;
  /** Another value reads the buckets again. */
  readonly bucketsVersion: number;
  readonly onAction: (action: ConnectionAction, connection: Connection) => void;
  readonly onBucketAction: (action: BucketAction, connection: Connection, bucket: string) => void;
  readonly onAddConnection: () => void;
  readonly onDropRows: (data: DataTransfer, target: Place, isCopy: boolean) => void;
}

const sections: readonly (readonly [Screen, string, ReactNode])[] = [
  ['keys', texts.keys, <KeyRound key="keys" aria-hidden />],
  ['links', texts.links, <Link2 key="links" aria-hidden />],
  ['server', texts.server, <Server key="server" aria-hidden />],
  ['settings', texts.settings, <Settings2 key="settings" aria-hidden />],
];

/** Connections with their buckets, this computer first; the sections of the app below. */
export function Sidebar(props: SidebarProps): ReactNode {
  const { connections, route, onAddConnection } = props;
  const ordered = [...(connections ?? [])].sort((left, right) => Number(right.local) - Number(left.local));
  return (
    <div className="sidebar">
      <SidebarFavourites
        places={props.places}
        connections={connections ?? []}
        route={route}
        onDropRows={props.onDropRows}
      />
      <nav className="sidebar-places" aria-label={texts.sidebar}>
        <div className="sidebar-head">
          <h2>{texts.sidebar}</h2>
          <IconButton
            label={texts.addConnection}
            icon={<Plus aria-hidden />}
            size="small"
            onPress={onAddConnection}
            tooltipPlacement="right"
          />
        </div>
        {connections === undefined ? (
          <p className="sidebar-note">
            <Spinner label={texts.loading} />
          </p>
        ) : null}
        <ul>
          {ordered.map((connection) => (
            <ConnectionBranch key={connection.id} {...props} connection={connection} />
          ))}
        </ul>
        <Button
          variant="ghost"
          size="small"
          icon={<Plus aria-hidden />}
          className="sidebar-add"
          onPress={onAddConnection}
        >
          {texts.addConnection}
        </Button>
      </nav>
      <nav className="sidebar-sections" aria-label={texts.sections}>
        <ul>
          {sections.map(([screen, label, icon]) => (
            <li key={screen}>
              <a
                className="sidebar-link"
                href={printRoute({ kind: 'screen', screen })}
                {...(route.kind === 'screen' && route.screen === screen ? { 'aria-current': 'page' } : {})}
              >
                {icon}
                {label}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    </div>
  );
}

function ConnectionBranch({
  connection,
  route,
  machine,
  bucketsVersion,
  onAction,
  onBucketAction,
  onDropRows,
}: SidebarProps & { readonly connection: Connection }): ReactNode {
  const listId = useId();
  const isHere = route.kind === 'place' && route.place.connectionId === connection.id;
  const [isOpened, setOpened] = useState<boolean>();
  const isOpen = isOpened ?? (connection.local || isHere);
  const [refreshed, setRefreshed] = useState(0);
  const name = connection.local ? texts.localMachine : connection.name;
  const { features } = connection;
  const entries: MenuEntry[] = [
    ...(connection.local
      ? [{ id: 'new-volume', label: texts.newVolume, icon: <FolderPlus aria-hidden /> }]
      : [
          {
            id: 'new-bucket',
            label: texts.newBucket,
            icon: <FolderPlus aria-hidden />,
            disabledReason: connection.readOnly
              ? texts.readOnly
              : features['create-bucket'].ok
                ? undefined
                : features['create-bucket'].reason,
          },
          { id: 'open-bucket', label: texts.openBucket, icon: <FolderSearch aria-hidden /> },
        ]),
    { id: 'refresh', label: texts.refreshBuckets, icon: <RefreshCw aria-hidden /> },
    ...(connection.local
      ? []
      : [
          { id: 'probe', label: texts.probe, icon: <Gauge aria-hidden /> },
          { id: 'edit', label: texts.editConnection, icon: <Pencil aria-hidden />, startsGroup: true },
          { id: 'remove', label: texts.removeConnection, icon: <Trash2 aria-hidden />, isDanger: true },
        ]),
  ];
  return (
    <li className="sidebar-branch">
      <div className="sidebar-connection">
        <button
          type="button"
          className="sidebar-toggle"
          aria-expanded={isOpen}
          aria-controls={listId}
          onClick={() => setOpened(!isOpen)}
          title={connection.local ? machine : connection.endpoint}
        >
          <ChevronRight aria-hidden className="sidebar-chevron" />
          {connection.local ? <Laptop aria-hidden /> : <Database aria-hidden />}
          <ObjectName name={name} hasTooltip={false} />
          {connection.colour === undefined ? null : <ColourDot colour={connection.colour} />}
          {connection.readOnly ? <Lock aria-label={texts.readOnly} className="sidebar-mark" /> : null}
          {connection.hasSecret ? null : (
            <TriangleAlert aria-label={texts.noSecret} className="sidebar-mark is-warning" />
          )}
        </button>
        <MenuButton
          label={texts.connectionMenu(name)}
          icon={<MoreHorizontal aria-hidden />}
          size="small"
          items={entries}
          onAction={(id) => {
            if (id === 'refresh') setRefreshed(refreshed + 1);
            const action = entries.find((entry) => entry.id === id)?.id;
            if (action !== undefined) onAction(action as ConnectionAction, connection);
          }}
        />
      </div>
      {isOpen ? (
        <BucketLinks
          id={listId}
          name={name}
          connection={connection}
          version={bucketsVersion + refreshed}
          route={route}
          onDropRows={onDropRows}
          onBucketAction={onBucketAction}
          onEdit={() => onAction('edit', connection)}
        />
      ) : null}
    </li>
  );
}

interface BucketLinksProps {
  readonly id: string;
  readonly name: string;
  readonly connection: Connection;
  readonly version: number;
  readonly route: Route;
  readonly onDropRows: SidebarProps['onDropRows'];
  readonly onBucketAction: SidebarProps['onBucketAction'];
  readonly onEdit: () => void;
}

function BucketLinks({
  id,
  name,
  connection,
  version,
  route,
  onDropRows,
  onBucketAction,
  onEdit,
}: BucketLinksProps): ReactNode {
  const list = useBuckets(connection.id, version);
  const [target, setTarget] = useState<string>();
  const buckets = list.value?.buckets ?? [];
  const current = route.kind === 'place' && route.place.connectionId === connection.id ? route.place.bucket : undefined;
  const onDragOver = (bucket: string, event: DragEvent): void => {
    if (dragOver(event, route, connection)) setTarget(bucket);
  };
  // Where the key may not list, a bucket that was gone to by name belongs into the tree while one is in it.
  const names = buckets.map(({ name: bucket }) => bucket);
  // Only from elsewhere, and only where it is more than the bucket itself.
  const { lastPlace } = connection;
  const last = current === undefined && lastPlace !== undefined && lastPlace.prefix !== '' ? lastPlace : undefined;
  const shown =
    current === undefined || names.includes(current) || list.value?.listed !== false ? names : [...names, current];
  return (
    <ul id={id} className="sidebar-buckets" aria-label={texts.expand(name)}>
      {shown.map((bucket) => (
        <li key={bucket} className="sidebar-bucket">
          <a
            className={`sidebar-link${target === bucket ? ' is-drop-target' : ''}`}
            href={printRoute({ kind: 'place', place: { connectionId: connection.id, bucket, prefix: '' } })}
            {...(bucket === current ? { 'aria-current': 'page' } : {})}
            onDragOver={(event) => onDragOver(bucket, event)}
            onDragLeave={() => setTarget(undefined)}
            onDrop={(event) => {
              setTarget(undefined);
              if (!isDroppable(event)) return;
              event.preventDefault();
              onDropRows(
                event.dataTransfer,
                { connectionId: connection.id, bucket, prefix: '' },
                event.ctrlKey || event.altKey,
              );
            }}
          >
            <HardDrive aria-hidden />
            <ObjectName name={bucket} />
          </a>
          <BucketMenu
            connection={connection}
            bucket={bucket}
            isPinned={buckets.some((one) => one.name === bucket && one.pinned)}
            onAction={onBucketAction}
          />
        </li>
      ))}
      {last === undefined ? null : (
        <li>
          <a
            className="sidebar-link sidebar-last"
            href={printRoute({ kind: 'place', place: { connectionId: connection.id, ...last } })}
            title={texts.lastPlace}
          >
            <History aria-label={texts.lastPlace} />
            <ObjectName name={`${last.bucket}/${last.prefix}`} />
          </a>
        </li>
      )}
      {list.isLoading && shown.length === 0 ? (
        <li className="sidebar-note">
          <Spinner label={texts.loading} />
        </li>
      ) : null}
      {list.error === undefined ? null : (
        <li className="sidebar-note is-failed">
          <span>{errorSentence(list.error).title}</span>
          <Button size="small" variant="ghost" onPress={list.error.action === 'edit-connection' ? onEdit : list.reload}>
            {errorSentence(list.error).action ?? texts.refreshBuckets}
          </Button>
        </li>
      )}
      {list.value?.listed === false ? <li className="sidebar-note">{texts.notListed}</li> : null}
      {list.value?.listed === true && shown.length === 0 && !list.isLoading && list.error === undefined ? (
        <li className="sidebar-note">{texts.noBuckets}</li>
      ) : null}
    </ul>
  );
}
