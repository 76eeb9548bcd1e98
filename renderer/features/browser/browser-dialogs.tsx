import type { ReactNode } from 'react';
import type { Connection, Place, PlaceView } from '../../../preload/contract/index.ts';
import type { RowParcel } from './browser-types.ts';
import { ColumnsDialog } from './columns-dialog.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { MoveDialog } from './move-dialog.tsx';
import { NewFolderDialog } from './new-folder-dialog.tsx';
import { SaveToDialog } from './save-to-dialog.tsx';

export type BrowserDialog =
  | { readonly kind: 'new-folder' }
  | { readonly kind: 'columns' }
  | { readonly kind: 'delete'; readonly parcel: RowParcel }
  | { readonly kind: 'move'; readonly parcel: RowParcel; readonly isCopy: boolean }
  | { readonly kind: 'save-to'; readonly parcel: RowParcel };

export interface BrowserDialogsProps {
  readonly dialog: BrowserDialog | undefined;
  readonly place: Place;
  readonly connections: readonly Connection[];
  readonly view: PlaceView;
  readonly onView: (view: PlaceView) => void;
  readonly onClose: () => void;
  readonly onFolderMade: (prefix: string) => void;
  /** Queues a delete. */
  readonly onRemove: (parcel: RowParcel) => Promise<void>;
  /** Queues a move or a copy. */
  readonly onSend: (parcel: RowParcel, target: Place, isCopy: boolean) => Promise<void>;
}

/** The one dialog of the browser that is open. */
export function BrowserDialogs({
  dialog,
  place,
  connections,
  view,
  onView,
  onClose,
  onFolderMade,
  onRemove,
  onSend,
}: BrowserDialogsProps): ReactNode {
  switch (dialog?.kind) {
    case undefined:
      return null;
    case 'new-folder':
      return (
        <NewFolderDialog
          place={place}
          onClose={onClose}
          onMade={(prefix) => {
            onFolderMade(prefix);
            onClose();
          }}
        />
      );
    case 'columns':
      return <ColumnsDialog view={view} onChange={onView} onClose={onClose} />;
    case 'delete':
      return <DeleteDialog parcel={dialog.parcel} onClose={onClose} onDelete={() => onRemove(dialog.parcel)} />;
    case 'move':
      return (
        <MoveDialog
          parcel={dialog.parcel}
          isCopy={dialog.isCopy}
          connections={connections}
          onClose={onClose}
          onSubmit={async (target) => {
            await onSend(dialog.parcel, target, dialog.isCopy);
            onClose();
          }}
        />
      );
    case 'save-to':
      return <SaveToDialog parcel={dialog.parcel} onClose={onClose} />;
  }
}
