import { useCallback, type ReactNode, type Ref } from 'react';
import type { Capabilities, Connection, Place, Selection } from '../../preload/contract/index.ts';
import { Browser, type BrowserHandle, type RowClipboard, type UndoStack } from '../features/browser/index.ts';
import type { Command } from '../ui/index.ts';
import type { CommandRegistry } from './commands/command-registry.ts';
import { detailsParts } from './details-parts.tsx';
import { useFolderSizes } from './use-folder-sizes.ts';
import { usePlaceView, useVisit, type Places } from './use-places.ts';

/** What all panes of the window share. */
export interface PaneServices {
  readonly connections: readonly Connection[];
  readonly capabilities: Capabilities;
  readonly confirmsDelete: boolean;
  readonly clipboard: RowClipboard;
  readonly undo: UndoStack;
  readonly places: Places;
  readonly registry: CommandRegistry;
  readonly onShare: (connection: Connection, place: Place, selection: Selection | undefined) => void;
  readonly onEditConnection: (connection: Connection) => void;
  readonly onOpenTab: (place: Place) => void;
  readonly onSearch: ((place: Place) => void) | undefined;
  readonly onUsage: ((place: Place) => void) | undefined;
}

export interface BrowserPaneProps {
  readonly services: PaneServices;
  readonly connection: Connection;
  readonly place: Place;
  readonly focusKey: string | undefined;
  readonly otherPlace: Place | undefined;
  readonly isActive: boolean;
  readonly areDetailsOpen: boolean;
  readonly leadingCommands: readonly Command[];
  readonly onNavigate: (place: Place, focusKey?: string) => void;
  readonly handle: Ref<BrowserHandle>;
}

/** A browser with what the window knows: how its bucket is shown, and whether it is a favourite. */
export function BrowserPane(props: BrowserPaneProps): ReactNode {
  const { services, connection, place, isActive } = props;
  const { registry, places } = services;
  const [view, onView] = usePlaceView(place.connectionId, place.bucket);
  useVisit(isActive ? place : undefined);
  const folderSizes = useFolderSizes(place);
  const register = useCallback((commands: readonly Command[]) => registry.register('browser', commands), [registry]);
  return (
    <Browser
      connection={connection}
      connections={services.connections}
      bucket={place.bucket}
      prefix={place.prefix}
      focusKey={props.focusKey}
      capabilities={services.capabilities}
      confirmsDelete={services.confirmsDelete}
      onNavigate={props.onNavigate}
      onShare={(of, selection) => services.onShare(connection, of, selection)}
      onEditConnection={services.onEditConnection}
      leadingCommands={props.leadingCommands}
      trailingCommands={[]}
      areDetailsOpen={props.areDetailsOpen}
      registerCommands={register}
      details={detailsParts}
      view={view}
      onView={onView}
      clipboard={services.clipboard}
      undo={services.undo}
      otherPlace={props.otherPlace}
      isFavourite={places.isFavourite(place)}
      onFavourite={places.toggleFavourite}
      onOpenTab={services.onOpenTab}
      onSearch={services.onSearch}
      onUsage={services.onUsage}
      isActive={isActive}
      folderSizes={folderSizes}
      handle={props.handle}
    />
  );
}
