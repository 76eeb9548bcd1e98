import { useRef } from 'react';
import type { Place } from '../../../preload/contract/index.ts';
import { parentPrefix, s3Uri } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { copyText, useToast, type Task } from '../../ui/index.ts';
import type { BrowserActions } from './browser-commands.tsx';
import type { BrowserDialog } from './browser-dialogs.tsx';
import type { BrowserElements } from './browser-elements.ts';
import type { BrowserProps, RowParcel } from './browser-types.ts';
import { bringBack, couldBringBack, isOnlyHidden } from './bring-back.ts';
import type { Listing } from './listing.ts';
import { canMoveBack, movedSelection } from './move-back.ts';
import { parcelOf, readParcel, targetProblem } from './row-parcel.ts';
import { saveAddress } from './save-address.ts';
import { texts } from './texts.ts';
import type { Uploads } from './use-uploads.ts';

export interface ActionContext {
  readonly props: BrowserProps;
  readonly place: Place;
  readonly listing: Listing;
  readonly elements: BrowserElements;
  readonly uploads: Uploads;
  readonly task: Task;
  readonly setDialog: (dialog: BrowserDialog) => void;
  readonly setEditedKey: (key: string | undefined) => void;
  readonly editPath: () => void;
}

export interface BrowserDeeds {
  readonly actions: BrowserActions;
  readonly openRow: (row: number) => void;
  readonly rename: (row: number, name: string) => void;
  /** Queues a move or a copy of rows; rejects where it cannot be queued. */
  readonly send: (rows: RowParcel, target: Place, isCopy: boolean) => Promise<void>;
  /** Queues a delete; rejects where it cannot be queued. */
  readonly removeRows: (rows: RowParcel) => Promise<void>;
  /** Rows that were dragged to a place. */
  readonly dropRows: (data: DataTransfer, target: Place, isCopy: boolean) => void;
  /** The key to focus once this job has ended well. */
  readonly awaited: (jobId: string) => string | undefined;
}

/** What every command of the browser does. */
export function useBrowserActions(context: ActionContext): BrowserDeeds {
  const { props, place, listing, elements, uploads, task, setDialog, setEditedKey } = context;
  const { connection, bucket, prefix, capabilities, onNavigate, clipboard, undo } = props;
  const client = useClient();
  const toast = useToast();
  /** Keys to focus once the job that makes them has ended. */
  const expected = useRef(new Map<string, string>());
  const parcel = (): RowParcel | undefined => parcelOf(listing.store.getState());

  const send = async (rows: RowParcel, target: Place, isCopy: boolean): Promise<void> => {
    const { connectionId, base, selection } = rows;
    const isUndoable = !isCopy && (await canMoveBack(client, rows, target));
    const { jobId } = await client.transfers.copy({
      source: { connectionId, bucket: rows.bucket, base, selection },
      target,
      move: !isCopy,
      conflict: 'keep-both',
    });
    if (!isUndoable) return;
    undo.expect(jobId, {
      label: texts.undoMove(rows.count),
      run: async () => {
        await client.transfers.copy({
          source: {
            connectionId: target.connectionId,
            bucket: target.bucket,
            base: target.prefix,
            selection: movedSelection(rows, target),
          },
          target: { connectionId, bucket: rows.bucket, prefix: base },
          move: true,
          conflict: 'keep-both',
        });
      },
    });
  };

  const dropRows = (data: DataTransfer, target: Place, isCopy: boolean): void => {
    const rows = readParcel(data);
    if (rows === undefined || targetProblem(rows, target, isCopy) !== undefined) return;
    task.run(() => send(rows, target, isCopy));
  };

  const removeRows = async (rows: RowParcel): Promise<void> => {
    const { connectionId, selection } = rows;
    const { jobId } = await client.transfers.remove({ connectionId, bucket: rows.bucket, selection });
    if (!couldBringBack(rows)) return;
    undo.expect(jobId, {
      label: texts.undoDelete(rows.count),
      isPossible: () => isOnlyHidden(client, rows),
      run: async () => {
        await bringBack(client, rows);
        listing.refresh(selection.keys[0]);
      },
    });
  };

  const renameKey = async (from: string, to: string): Promise<void> => {
    const { jobId } = await client.transfers.rename({ connectionId: connection.id, bucket, from, to });
    expected.current.set(jobId, to);
    undo.expect(jobId, {
      label: texts.undoRename,
      run: async () => {
        await client.transfers.rename({ connectionId: connection.id, bucket, from: to, to: from });
      },
    });
  };

  const rename = (row: number, name: string): void => {
    const { order, rows } = listing.store.getState();
    const id = order[row];
    setEditedKey(undefined);
    elements.focusGridSoon();
    if (id === undefined) return;
    const to = `${rows.prefix}${name}${rows.isFolder(id) ? '/' : ''}`;
    task.run(() => renameKey(rows.key(id), to));
  };

  const download = (): void => {
    const rows = parcel();
    if (rows === undefined) return;
    task.run(async () => {
      const { connectionId, base, selection } = rows;
      if (capabilities.nativeDialogs) {
        const { grants } = await client.host.pickFolder({ purpose: 'download' });
        const [folder] = grants;
        if (folder === undefined) return;
        await client.transfers.download({
          source: { connectionId, bucket, base, selection },
          into: folder.id,
          conflict: 'keep-both',
        });
        return;
      }
      const [only] = selection.keys;
      const { url } =
        only !== undefined && rows.count === 1
          ? await client.files.save({ connectionId, bucket, key: only })
          : await client.files.saveArchive({ connectionId, bucket, base, selection });
      saveAddress(url);
      toast({ tone: 'info', text: texts.downloadStarted });
    });
  };

  const openRow = (row: number): void => {
    const { order, rows } = listing.store.getState();
    const id = order[row];
    if (id === undefined) return;
    if (rows.isFolder(id)) onNavigate({ ...place, prefix: rows.key(id) });
    else download();
  };

  const copyOne = (of: (key: string) => string, done: string): void => {
    const { rows, selection } = listing.store.getState();
    const id = selection.single();
    if (id === undefined) return;
    task.run(async () => {
      if (await copyText(of(rows.key(id)))) toast({ tone: 'success', text: done });
    });
  };
  const hold = (isCut: boolean): void => {
    const rows = parcel();
    if (rows === undefined) return;
    clipboard.setState({ held: { parcel: rows, isCut } });
    toast({ tone: 'info', text: isCut ? texts.cutDone(rows.count) : texts.copyDone(rows.count) });
  };
  const dialogFor = (isCopy: boolean) => (): void => {
    const rows = parcel();
    if (rows !== undefined) setDialog({ kind: 'move', parcel: rows, isCopy });
  };
  const toOther = (isCopy: boolean) => (): void => {
    const rows = parcel();
    const target = props.otherPlace;
    if (rows === undefined || target === undefined) return;
    if (targetProblem(rows, target, isCopy) !== undefined) toast({ tone: 'info', text: texts.targetSame });
    else task.run(() => send(rows, target, isCopy));
  };

  const actions: BrowserActions = {
    open: () => openRow(listing.store.getState().focusedRow),
    openInTab: () => {
      const { rows, selection } = listing.store.getState();
      const id = selection.single();
      if (id !== undefined && rows.isFolder(id)) props.onOpenTab({ ...place, prefix: rows.key(id) });
    },
    up: () => {
      const up = parentPrefix(prefix);
      if (up !== undefined) onNavigate({ ...place, prefix: up }, prefix);
    },
    refresh: () => listing.refresh(),
    upload: () => (capabilities.nativeDialogs ? uploads.pick('files', place) : elements.pickFiles()),
    uploadFolder: () => (capabilities.nativeDialogs ? uploads.pick('folder', place) : elements.pickFolder()),
    newFolder: () => setDialog({ kind: 'new-folder' }),
    addSamples: () =>
      task.run(async () => {
        const { prefix: folder } = await client.objects.addSamples({ connectionId: connection.id, bucket });
        onNavigate({ ...place, prefix: folder }, `${folder}welcome.md`);
      }),
    rename: () => {
      const { order, rows, selection } = listing.store.getState();
      const id = selection.single();
      if (id === undefined) return;
      const row = order.indexOf(id);
      if (row >= 0) {
        listing.reach(row, 'only');
        setEditedKey(rows.key(id));
      }
    },
    remove: () => {
      const rows = parcel();
      if (rows === undefined) return;
      if (props.confirmsDelete || rows.selection.prefixes.length > 0 || rows.count > 1) {
        setDialog({ kind: 'delete', parcel: rows });
        return;
      }
      task.run(() => removeRows(rows));
    },
    undo: () => {
      const entry = undo.take();
      if (entry !== undefined) task.run(entry.run);
    },
    download,
    saveTo: () => {
      const rows = parcel();
      if (rows !== undefined) setDialog({ kind: 'save-to', parcel: rows });
    },
    share: () => {
      const rows = parcel();
      if (rows !== undefined) props.onShare(place, rows.selection);
    },
    askForFile: () => props.onShare(place, undefined),
    cut: () => hold(true),
    copy: () => hold(false),
    paste: () => {
      const { held } = clipboard.getState();
      if (held === undefined || connection.readOnly) return;
      const problem = targetProblem(held.parcel, place, !held.isCut);
      if (problem !== undefined) {
        toast({ tone: 'info', text: problem === 'same' ? texts.targetSame : texts.targetInside });
        return;
      }
      task.run(async () => {
        await send(held.parcel, place, !held.isCut);
        if (held.isCut) clipboard.setState({ held: undefined });
      });
    },
    moveTo: dialogFor(false),
    copyTo: dialogFor(true),
    moveToOther: toOther(false),
    copyToOther: toOther(true),
    copyUri: () => copyOne((key) => s3Uri(bucket, key), texts.copiedUri),
    copyKey: () => copyOne((key) => key, texts.copiedKey),
    selectAll: () => listing.selectAll(),
    editPath: context.editPath,
    filter: () => elements.focusFilter(),
    columns: () => setDialog({ kind: 'columns' }),
    show: (kind) => props.onView({ ...props.view, kind }),
    favourite: () => props.onFavourite(place),
    search: () => props.onSearch?.(place),
    usage: () => props.onUsage?.(place),
    dragOut: () => {
      const rows = parcel();
      if (rows === undefined) return;
      task.run(async () => {
        const { staged } = await client.files.dragOut({
          connectionId: rows.connectionId,
          bucket,
          keys: rows.selection.keys.slice(0, 100),
        });
        toast({ tone: 'info', text: texts.staged(staged) });
      });
    },
  };
  return {
    actions,
    openRow,
    rename,
    send,
    removeRows,
    dropRows,
    awaited: (jobId) => {
      const key = expected.current.get(jobId);
      expected.current.delete(jobId);
      return key;
    },
  };
}
