import './browser.css';
import { UploadCloud } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { useStore } from 'zustand';
import type { Place } from '../../../preload/contract/index.ts';
import { baseName, displayName, matchesShortcut, parentPrefix, s3Uri } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import {
  Banner,
  Button,
  ContextMenu,
  copyText,
  ErrorNotice,
  menuOf,
  Splitter,
  useTask,
  useToast,
} from '../../ui/index.ts';
import { browserCommands, placeMenu, rowMenu, type BrowserActions } from './browser-commands.tsx';
import { BrowserDialogs, type BrowserDialog } from './browser-dialogs.tsx';
import { BrowserElements } from './browser-elements.ts';
import { BrowserPlaceholder } from './browser-placeholder.tsx';
import { BrowserStatus } from './browser-status.tsx';
import { BrowserToolbar } from './browser-toolbar.tsx';
import { rowDragType, type BrowserProps, type RowParcel } from './browser-types.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { DetailsPane } from './details-pane.tsx';
import { createListing } from './listing.ts';
import { ObjectTable } from './object-table.tsx';
import { PathBar } from './path-bar.tsx';
import { parcelOf, readParcel, targetProblem } from './row-parcel.ts';
import { saveAddress } from './save-address.ts';
import { texts } from './texts.ts';
import { draggedKind, useRowDrops } from './use-row-drops.ts';
import { useRunningRefresh } from './use-running-refresh.ts';
import { useUploads } from './use-uploads.ts';

const detailsBounds = { min: 240, start: 300, max: 560 };
/** Milliseconds between two readings of a place while a job fills it. */
const refreshPause = 400;

/** One place of one bucket: toolbar, table, details, and everything that can be done with rows. */
export function Browser(props: BrowserProps): ReactNode {
  const { connection, bucket, prefix, focusKey, capabilities, onNavigate, registerCommands } = props;
  const client = useClient();
  const toast = useToast();
  const isMac = capabilities.platform === 'darwin';
  const [listing] = useState(() => createListing((input, options) => client.objects.list(input, options)));
  const state = useStore(listing.store);
  const [open, setOpen] = useState<BrowserDialog>();
  const [menu, setMenu] = useState<{ readonly row: number; readonly at: { readonly x: number; readonly y: number } }>();
  const [editedKey, setEditedKey] = useState<string>();
  const [editedPath, setEditedPath] = useState<string>();
  const [clipboard, setClipboard] = useState<{ readonly parcel: RowParcel; readonly isCut: boolean }>();
  const [detailsWidth, setDetailsWidth] = useState(detailsBounds.start);
  const task = useTask();
  const [elements] = useState(() => new BrowserElements());
  /** Keys to focus once the job that makes them has ended. */
  const [awaited] = useState(() => new Map<string, string>());

  const place: Place = useMemo(
    () => ({ connectionId: connection.id, bucket, prefix }),
    [connection.id, bucket, prefix],
  );
  useEffect(() => {
    listing.open(place, focusKey);
    // A place that was navigated to by keyboard is read on by keyboard.
    const focused = document.activeElement;
    if (focused === null || focused === document.body) elements.focusGrid();
  }, [listing, elements, place, focusKey]);
  useEffect(() => () => listing.dispose(), [listing]);
  useRunningRefresh(client, listing);
  const placeKey = `${place.connectionId}/${place.bucket}/${place.prefix}`;
  const isPathEditing = editedPath === placeKey;

  const uploadEvents = useMemo(
    () => ({
      onLost: (paths: readonly string[]) => toast({ tone: 'danger', text: texts.lost(paths.map(displayName)) }),
      onRefused: (names: readonly string[]) => toast({ tone: 'danger', text: texts.refused(names.map(displayName)) }),
    }),
    [toast],
  );
  const getState = useCallback(() => listing.store.getState(), [listing]);
  const uploads = useUploads(capabilities, getState, uploadEvents);

  const parcel = (): RowParcel | undefined => parcelOf(listing.store.getState());
  const focusGrid = (): void => elements.focusGridSoon();
  const close = (): void => {
    setOpen(undefined);
    focusGrid();
  };

  /** Queues a move or a copy of rows. */
  const send = useCallback(
    async (rows: RowParcel, target: Place, isCopy: boolean): Promise<void> => {
      await client.transfers.copy({
        source: { connectionId: rows.connectionId, bucket: rows.bucket, base: rows.base, selection: rows.selection },
        target,
        move: !isCopy,
        conflict: 'keep-both',
      });
    },
    [client],
  );
  const { run: runTask } = task;
  const dropRows = useCallback(
    (data: DataTransfer, target: Place, isCopy: boolean): void => {
      const rows = readParcel(data);
      if (rows === undefined || targetProblem(rows, target, isCopy) !== undefined) return;
      runTask(() => send(rows, target, isCopy));
    },
    [runTask, send],
  );

  // Jobs end in bursts: the place is read once for all of them.
  const refreshTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(refreshTimer.current), []);
  useImperativeHandle(
    props.handle,
    () => ({
      dropRows,
      jobEnded: (job) => {
        const now = listing.store.getState().place;
        const wanted = awaited.get(job.id);
        awaited.delete(job.id);
        if (now === undefined) return;
        const isElsewhere =
          job.kind !== 'move' &&
          job.place !== undefined &&
          (job.place.connectionId !== now.connectionId || job.place.bucket !== now.bucket);
        if (job.kind === 'download' || isElsewhere) return;
        clearTimeout(refreshTimer.current);
        if (wanted !== undefined && job.state === 'done') listing.refresh(wanted);
        else refreshTimer.current = setTimeout(() => listing.refresh(), refreshPause);
      },
    }),
    [dropRows, listing, awaited],
  );

  const openRow = (row: number): void => {
    const { order, rows } = listing.store.getState();
    const id = order[row];
    if (id === undefined) return;
    if (rows.isFolder(id)) onNavigate({ ...place, prefix: rows.key(id) });
    else actions.download();
  };

  const rename = (row: number, name: string): void => {
    const { order, rows } = listing.store.getState();
    const id = order[row];
    setEditedKey(undefined);
    focusGrid();
    if (id === undefined) return;
    const from = rows.key(id);
    const to = `${rows.prefix}${name}${rows.isFolder(id) ? '/' : ''}`;
    task.run(async () => {
      const { jobId } = await client.transfers.rename({ connectionId: connection.id, bucket, from, to });
      awaited.set(jobId, to);
    });
  };

  const actions: BrowserActions = {
    open: () => openRow(state.focusedRow),
    up: () => {
      const up = parentPrefix(prefix);
      if (up !== undefined) onNavigate({ ...place, prefix: up }, prefix);
    },
    refresh: () => listing.refresh(),
    upload: () => (capabilities.nativeDialogs ? uploads.pick('files', place) : elements.pickFiles()),
    uploadFolder: () => (capabilities.nativeDialogs ? uploads.pick('folder', place) : elements.pickFolder()),
    newFolder: () => setOpen({ kind: 'new-folder' }),
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
        setOpen({ kind: 'delete', parcel: rows });
        return;
      }
      task.run(async () => {
        await client.transfers.remove({
          connectionId: rows.connectionId,
          bucket: rows.bucket,
          selection: rows.selection,
        });
      });
    },
    download: () => {
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
    },
    saveTo: () => {
      const rows = parcel();
      if (rows !== undefined) setOpen({ kind: 'save-to', parcel: rows });
    },
    share: () => {
      const { rows, selection } = listing.store.getState();
      const id = selection.single();
      if (id !== undefined && !rows.isFolder(id)) props.onShare(place, rows.key(id));
    },
    cut: () => {
      const rows = parcel();
      if (rows === undefined) return;
      setClipboard({ parcel: rows, isCut: true });
      toast({ tone: 'info', text: texts.cutDone(rows.count) });
    },
    copy: () => {
      const rows = parcel();
      if (rows === undefined) return;
      setClipboard({ parcel: rows, isCut: false });
      toast({ tone: 'info', text: texts.copyDone(rows.count) });
    },
    paste: () => {
      if (clipboard === undefined || connection.readOnly) return;
      const problem = targetProblem(clipboard.parcel, place, !clipboard.isCut);
      if (problem !== undefined) {
        toast({ tone: 'info', text: problem === 'same' ? texts.targetSame : texts.targetInside });
        return;
      }
      task.run(async () => {
        await send(clipboard.parcel, place, !clipboard.isCut);
        if (clipboard.isCut) setClipboard(undefined);
      });
    },
    moveTo: () => {
      const rows = parcel();
      if (rows !== undefined) setOpen({ kind: 'move', parcel: rows, isCopy: false });
    },
    copyTo: () => {
      const rows = parcel();
      if (rows !== undefined) setOpen({ kind: 'move', parcel: rows, isCopy: true });
    },
    copyUri: () => copyOne((key) => s3Uri(bucket, key), texts.copiedUri),
    copyKey: () => copyOne((key) => key, texts.copiedKey),
    selectAll: () => listing.selectAll(),
    editPath: () => setEditedPath(placeKey),
    filter: () => elements.focusFilter(),
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
  const copyOne = (of: (key: string) => string, done: string): void => {
    const { rows, selection } = listing.store.getState();
    const id = selection.single();
    if (id === undefined) return;
    task.run(async () => {
      if (await copyText(of(rows.key(id)))) toast({ tone: 'success', text: done });
    });
  };

  const own = browserCommands({ connection, capabilities, state, clipboard, actions });
  const all = [...props.leadingCommands, ...own, ...props.trailingCommands];
  const runCommand = (id: string): void => {
    const command = all.find((candidate) => candidate.id === id);
    if (command !== undefined && command.disabledReason === undefined) command.run();
  };
  // The shell's key listener looks the commands up when a key comes, so the newest are always there.
  useEffect(() => registerCommands(own));
  useEffect(() => () => registerCommands([]), [registerCommands]);

  const onKey = (event: KeyboardEvent): boolean => {
    if (event.key === 'Backspace' && !event.ctrlKey && !event.metaKey && !event.altKey) {
      actions.up();
      return true;
    }
    // On a Mac, Enter renames in Finder; here it opens everywhere, as the menus say.
    const command = own.find(
      ({ scope, shortcuts }) =>
        scope === 'rows' && shortcuts?.some((shortcut) => matchesShortcut(shortcut, event, isMac)) === true,
    );
    if (command === undefined) return false;
    if (command.disabledReason === undefined) command.run();
    else toast({ tone: 'info', text: command.disabledReason });
    return true;
  };

  const drops = useRowDrops({
    isReadOnly: connection.readOnly,
    isMac,
    onRows: (data, target, isCopy) => dropRows(data, { ...place, prefix: target }, isCopy),
    onFiles: (data, target) => uploads.drop(data, { ...place, prefix: target }),
    onRefused: () => toast({ tone: 'info', text: texts.dropRefused }),
  });
  const folderAt = (row: number): string | undefined => {
    const id = state.order[row];
    return id !== undefined && state.rows.isFolder(id) ? state.rows.key(id) : undefined;
  };

  // Files that were copied in the system's file manager; rows that were cut or copied here.
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const target = event.target instanceof Element ? event.target : document.body;
      if (target.closest('input, textarea, [role=dialog], [role=alertdialog]') !== null) return;
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length > 0 && !connection.readOnly) {
        event.preventDefault();
        if (event.clipboardData === null || !uploads.drop(event.clipboardData, place)) uploads.files(files, place);
      } else if (clipboard !== undefined) {
        event.preventDefault();
        actions.paste();
      }
    };
    document.addEventListener('paste', onPaste);
    return () => document.removeEventListener('paste', onPaste);
  });

  const editedRow =
    editedKey === undefined
      ? -1
      : state.order.findIndex((id) => state.rows.key(id) === editedKey && state.selection.has(id));
  const placeName = prefix === '' ? bucket : baseName(prefix);
  const isEmpty = state.rows.count === 0;
  return (
    <div className="browser">
      <h1 className="visually-hidden">{displayName(placeName)}</h1>
      <BrowserToolbar
        commands={all}
        isMac={isMac}
        filter={state.filter}
        onFilter={(filter) => listing.setFilter(filter)}
        filterRef={elements.setFilter}
        onLeaveFilter={() => elements.focusGrid()}
        sort={state.sort}
        onSort={(column) => listing.sortBy(column)}
      >
        <PathBar
          bucket={bucket}
          prefix={prefix}
          isEditing={isPathEditing}
          onEditingChange={(isEditing) => setEditedPath(isEditing ? placeKey : undefined)}
          onGo={(toBucket, toPrefix) => onNavigate({ connectionId: connection.id, bucket: toBucket, prefix: toPrefix })}
          onDragOver={(target, event) => drops.over(target, -2, event)}
          onDrop={drops.drop}
        />
      </BrowserToolbar>
      <div className="browser-body">
        <div className="browser-main">
          {task.error === undefined ? null : (
            <div className="browser-notice">
              <ErrorNotice
                error={task.error}
                onAction={
                  task.error.action === 'edit-connection' ? () => props.onEditConnection(connection) : task.clear
                }
              />
              <Button size="small" variant="ghost" onPress={task.clear}>
                {texts.close}
              </Button>
            </div>
          )}
          {uploads.error === undefined ? null : (
            <div className="browser-notice">
              <ErrorNotice error={uploads.error} onAction={uploads.clearError} />
              <Button size="small" variant="ghost" onPress={uploads.clearError}>
                {texts.close}
              </Button>
            </div>
          )}
          {state.status === 'failed' && !isEmpty && state.error !== undefined ? (
            <Banner
              tone="warning"
              actions={
                <Button size="small" onPress={actions.refresh}>
                  {texts.refresh}
                </Button>
              }
            >
              {texts.listingBroke}
            </Banner>
          ) : null}
          <div
            className={`browser-rows${drops.dropRow === -1 ? ' is-drop-target' : ''}`}
            onDragOver={(event) =>
              drops.over(draggedKind(event.dataTransfer) === 'files' ? prefix : undefined, -1, event)
            }
            onDrop={(event) => drops.drop(prefix, event)}
          >
            <ObjectTable
              listing={listing}
              state={state}
              placeName={displayName(placeName)}
              editedRow={editedRow}
              onRename={rename}
              onEditEnd={() => {
                setEditedKey(undefined);
                focusGrid();
              }}
              onOpen={openRow}
              onMenu={(row, at) => setMenu({ row, at })}
              onKey={onKey}
              isCut={(key) =>
                clipboard?.isCut === true &&
                clipboard.parcel.connectionId === connection.id &&
                clipboard.parcel.bucket === bucket &&
                (clipboard.parcel.selection.keys.includes(key) || clipboard.parcel.selection.prefixes.includes(key))
              }
              isDraggable={editedKey === undefined}
              dropRow={drops.dropRow ?? -1}
              onDragStart={(row, event) => {
                const rows = parcel();
                if (row < 0 || rows === undefined) {
                  event.preventDefault();
                  return;
                }
                event.dataTransfer.effectAllowed = 'copyMove';
                event.dataTransfer.setData(rowDragType, JSON.stringify(rows));
              }}
              onDragOver={(row, event) => {
                const folder = folderAt(row);
                if (folder !== undefined) drops.over(folder, row, event);
              }}
              onDragLeave={drops.leave}
              onDrop={(row, event) => {
                const folder = folderAt(row);
                if (folder !== undefined) drops.drop(folder, event);
              }}
              handle={elements.setGrid}
            />
            {state.order.length === 0 && drops.dropRow === undefined ? (
              <div className="browser-over">
                <BrowserPlaceholder
                  state={state}
                  isReadOnly={connection.readOnly}
                  onUpload={actions.upload}
                  onUploadFolder={actions.uploadFolder}
                  onRefresh={actions.refresh}
                  onEditConnection={() => props.onEditConnection(connection)}
                  onClearFilter={() => listing.setFilter('')}
                />
              </div>
            ) : null}
            {drops.dropRow === -1 ? (
              <div className="browser-drop" role="status">
                <UploadCloud aria-hidden />
                {texts.dropHere(displayName(placeName))}
              </div>
            ) : null}
          </div>
          <BrowserStatus state={state} onLoadMore={() => listing.loadMore()} />
        </div>
        {props.areDetailsOpen ? (
          <>
            <Splitter
              label={texts.detailsPane}
              orientation="vertical"
              value={detailsWidth}
              min={detailsBounds.min}
              max={detailsBounds.max}
              onChange={setDetailsWidth}
              isAfter
              controls="details"
            />
            <div id="details" className="browser-details" style={{ width: detailsWidth }}>
              <DetailsPane connection={connection} place={place} state={state} renderPreview={props.renderPreview} />
            </div>
          </>
        ) : null}
      </div>

      <input
        ref={(input) => elements.setFiles(input)}
        type="file"
        multiple
        hidden
        aria-label={texts.upload}
        data-testid="file-input"
        onChange={(event) => {
          uploads.files([...(event.target.files ?? [])], place);
          event.target.value = '';
        }}
      />
      <input
        ref={(input) => elements.setFolder(input)}
        type="file"
        multiple
        hidden
        aria-label={texts.uploadFolder}
        data-testid="folder-input"
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          uploads.files([...(event.target.files ?? [])], place);
          event.target.value = '';
        }}
      />

      {menu === undefined ? null : (
        <ContextMenu
          label={texts.more}
          at={menu.at}
          items={menuOf(all, menu.row >= 0 || state.selection.count > 0 ? rowMenu : placeMenu, isMac)}
          onAction={runCommand}
          onClose={() => {
            setMenu(undefined);
            focusGrid();
          }}
        />
      )}
      {uploads.conflict === undefined ? null : (
        <ConflictDialog
          names={uploads.conflict}
          onChoose={uploads.resolve}
          onClose={() => uploads.resolve(undefined)}
        />
      )}
      <BrowserDialogs
        dialog={open}
        place={place}
        connections={props.connections}
        onClose={close}
        onFolderMade={(made) => listing.refresh(made)}
        onSend={send}
      />
    </div>
  );
}
