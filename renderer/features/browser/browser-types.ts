import type {
  Capabilities,
  Connection,
  ConnectionId,
  Job,
  Place,
  PlaceView,
  Selection,
} from '../../../preload/contract/index.ts';
import type { ReactNode, Ref } from 'react';
import type { Command } from '../../ui/index.ts';
import type { RowClipboard } from './row-clipboard.ts';
import type { UndoStack } from './undo-stack.ts';

export interface BrowserHandle {
  /** The rows get the focus, as soon as nothing else holds it. */
  readonly focus: () => void;
  /** A job has ended: where it touched what is shown, it is read again. */
  readonly jobEnded: (job: Job) => void;
  /** Moves (or with Ctrl, copies) rows that were dragged to another place, such as the sidebar. */
  readonly dropRows: (data: DataTransfer, target: Place, isCopy: boolean) => void;
  /** Uploads files of the desktop that were dropped on another place. */
  readonly dropFiles: (data: DataTransfer, target: Place) => void;
}

export interface BrowserProps {
  readonly connection: Connection;
  readonly connections: readonly Connection[];
  readonly bucket: string;
  readonly prefix: string;
  /** The row to focus once the place is shown. */
  readonly focusKey?: string | undefined;
  readonly capabilities: Capabilities;
  readonly confirmsDelete: boolean;
  readonly onNavigate: (place: Place, focusKey?: string) => void;
  /** Opens the dialog for links to what is selected; without a selection, for asking somebody for a file. */
  readonly onShare: (place: Place, selection: Selection | undefined) => void;
  readonly onEditConnection: (connection: Connection) => void;
  /** Commands of the shell that the toolbar shows in front: back and forward. */
  readonly leadingCommands: readonly Command[];
  /** Commands of the shell at the end of the toolbar: toggles of panes. */
  readonly trailingCommands: readonly Command[];
  readonly areDetailsOpen: boolean;
  /** What the details pane shows of objects beside the facts. */
  readonly details: DetailsParts;
  readonly registerCommands: (commands: readonly Command[]) => void;
  readonly handle: Ref<BrowserHandle>;
  /** How this bucket is shown. */
  readonly view: PlaceView;
  readonly onView: (view: PlaceView) => void;
  readonly clipboard: RowClipboard;
  readonly undo: UndoStack;
  /** What the other pane shows, where there are two. */
  readonly otherPlace?: Place | undefined;
  readonly isFavourite: boolean;
  /** Adds the place to the favourites, or takes it off. */
  readonly onFavourite: (place: Place) => void;
  readonly onOpenTab: (place: Place) => void;
  /** Absent where there is no search, or nothing to compare. */
  readonly onSearch?: ((place: Place) => void) | undefined;
  readonly onUsage?: ((place: Place) => void) | undefined;
  /** Bytes that folders hold by the local index, by prefix; absent where the bucket has none. */
  readonly folderSizes?: ReadonlyMap<string, number> | undefined;
  /** Keys and commands are for this pane. */
  readonly isActive: boolean;
}

/** Parts of the details pane that other features draw. */
export interface DetailsParts {
  readonly preview: (object: PreviewSubject) => ReactNode;
  readonly properties: (object: PropertySubject) => ReactNode;
  /** What can be changed of several objects at once. */
  readonly several: (objects: SeveralSubject) => ReactNode;
}
export interface PropertySubject {
  readonly connection: Connection;
  readonly place: Place;
  readonly objectKey: string;
  readonly onChanged: () => void;
}
export interface SeveralSubject {
  readonly connection: Connection;
  readonly place: Place;
  readonly keys: readonly string[];
  readonly onChanged: () => void;
}

/** An object to look at. */
export interface PreviewSubject {
  readonly place: Place;
  readonly objectKey: string;
  readonly size: number;
  readonly contentType: string | undefined;
}

/** Rows on their way by drag or by cut and paste. */
export interface RowParcel {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
  /** The folder they lie in: what is below it keeps its relative path. */
  readonly base: string;
  readonly selection: Selection;
  readonly count: number;
}

/** Type of a drag of rows inside the app. */
export const rowDragType = 'application/x-quayside-rows';
