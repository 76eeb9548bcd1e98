import './browser.css';
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
import { baseName, displayName, matchesShortcut } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { ContextMenu, menuOf, Splitter, useTask, useToast } from '../../ui/index.ts';
import { browserCommands, placeMenu, rowMenu } from './browser-commands.tsx';
import { BrowserDialogs, type BrowserDialog } from './browser-dialogs.tsx';
import { BrowserElements } from './browser-elements.ts';
import { BrowserNotices } from './browser-notices.tsx';
import { BrowserRows } from './browser-rows.tsx';
import { BrowserStatus } from './browser-status.tsx';
import { BrowserToolbar } from './browser-toolbar.tsx';
import type { BrowserProps } from './browser-types.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { DetailsPane } from './details-pane.tsx';
import { FamilySymbols } from './family-icon.tsx';
import { FileInputs } from './file-inputs.tsx';
import { createListing } from './listing.ts';
import { PathBar } from './path-bar.tsx';
import { texts } from './texts.ts';
import { useBrowserActions } from './use-browser-actions.ts';
import { usePaste } from './use-paste.ts';
import { useRowDrops } from './use-row-drops.ts';
import { useRunningRefresh } from './use-running-refresh.ts';
import { useUploads } from './use-uploads.ts';

const detailsBounds = { min: 240, start: 300, max: 560 };
/** Milliseconds between two readings of a place while a job fills it. */
const refreshPause = 400;

/** One place of one bucket: toolbar, rows, details, and everything that can be done with rows. */
export function Browser(props: BrowserProps): ReactNode {
  const { connection, bucket, prefix, focusKey, capabilities, onNavigate, registerCommands, view, isActive } = props;
  const client = useClient();
  const toast = useToast();
  const isMac = capabilities.platform === 'darwin';
  const [listing] = useState(() => createListing((input, options) => client.objects.list(input, options)));
  const state = useStore(listing.store);
  const held = useStore(props.clipboard, (clipboard) => clipboard.held);
  const undoable = useStore(props.undo.store, ({ entries }) => entries.at(-1)?.label);
  const [open, setOpen] = useState<BrowserDialog>();
  const [menu, setMenu] = useState<{ readonly row: number; readonly at: { readonly x: number; readonly y: number } }>();
  const [editedKey, setEditedKey] = useState<string>();
  const [editedPath, setEditedPath] = useState<string>();
  const [detailsWidth, setDetailsWidth] = useState(detailsBounds.start);
  const task = useTask();
  const [elements] = useState(() => new BrowserElements());

  const place: Place = useMemo(
    () => ({ connectionId: connection.id, bucket, prefix }),
    [connection.id, bucket, prefix],
  );
  const firstSort = useRef(view.sort);
  const { by, isDescending } = view.sort;
  useEffect(() => {
    firstSort.current = { by, isDescending };
    listing.setSort({ by, isDescending });
  }, [listing, by, isDescending]);
  useEffect(() => {
    listing.open(place, focusKey, firstSort.current);
    // A place that was navigated to by keyboard is read on by keyboard.
    const focused = document.activeElement;
    if (focused === null || focused === document.body) elements.focusGrid();
  }, [listing, elements, place, focusKey]);
  useEffect(() => () => listing.dispose(), [listing]);
  useRunningRefresh(client, listing);
  const placeKey = `${place.connectionId}/${place.bucket}/${place.prefix}`;

  const uploadEvents = useMemo(
    () => ({
      onLost: (paths: readonly string[]) => toast({ tone: 'danger', text: texts.lost(paths.map(displayName)) }),
      onRefused: (names: readonly string[]) => toast({ tone: 'danger', text: texts.refused(names.map(displayName)) }),
    }),
    [toast],
  );
  const getState = useCallback(() => listing.store.getState(), [listing]);
  const uploads = useUploads(capabilities, getState, uploadEvents);
  const deeds = useBrowserActions({
    props,
    place,
    listing,
    elements,
    uploads,
    task,
    setDialog: setOpen,
    setEditedKey,
    editPath: () => setEditedPath(placeKey),
  });
  const { actions } = deeds;

  // Jobs end in bursts: the place is read once for all of them.
  const refreshTimer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(refreshTimer.current), []);
  useImperativeHandle(props.handle, () => ({
    dropRows: deeds.dropRows,
    dropFiles: (data, target) => void uploads.drop(data, target),
    focus: () => elements.focusGridSoon(),
    jobEnded: (job) => {
      const now = listing.store.getState().place;
      const wanted = deeds.awaited(job.id);
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
  }));

  const own = browserCommands({
    connection,
    capabilities,
    state,
    held,
    undoable,
    view,
    isFavourite: props.isFavourite,
    hasOther: props.otherPlace !== undefined,
    hasSearch: props.onSearch !== undefined,
    hasUsage: props.onUsage !== undefined,
    actions,
  });
  const all = [...props.leadingCommands, ...own, ...props.trailingCommands];
  const runCommand = (id: string): void => {
    const command = all.find((candidate) => candidate.id === id);
    if (command !== undefined && command.disabledReason === undefined) command.run();
  };
  // The shell's key listener looks the commands up when a key comes, so the newest are always there.
  useEffect(() => {
    if (isActive) registerCommands(own);
  });
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
    onRows: (data, target, isCopy) => deeds.dropRows(data, { ...place, prefix: target }, isCopy),
    onFiles: (data, target) => uploads.drop(data, { ...place, prefix: target }),
    onRefused: () => toast({ tone: 'info', text: texts.dropRefused }),
  });
  usePaste({
    isActive,
    isReadOnly: connection.readOnly,
    hasRows: held !== undefined,
    onFiles: (data, files) => {
      if (!uploads.drop(data, place)) uploads.files(files, place);
    },
    onRows: actions.paste,
  });

  const placeName = prefix === '' ? bucket : baseName(prefix);
  const close = (): void => {
    setOpen(undefined);
    elements.focusGridSoon();
  };
  return (
    <div className="browser">
      <FamilySymbols />
      <h1 className="visually-hidden">{displayName(placeName)}</h1>
      <BrowserToolbar
        commands={all}
        isMac={isMac}
        filter={state.filter}
        onFilter={(filter) => listing.setFilter(filter)}
        filterRef={elements.setFilter}
        onLeaveFilter={() => elements.focusGrid()}
        sort={state.sort}
        onSort={(column) => {
          listing.sortBy(column);
          props.onView({ ...view, sort: listing.store.getState().sort });
        }}
      >
        <PathBar
          bucket={bucket}
          prefix={prefix}
          isEditing={editedPath === placeKey}
          onEditingChange={(isEditing) => setEditedPath(isEditing ? placeKey : undefined)}
          onGo={(toBucket, toPrefix) => onNavigate({ connectionId: connection.id, bucket: toBucket, prefix: toPrefix })}
          onDragOver={(target, event) => drops.over(target, -2, event)}
          onDrop={drops.drop}
        />
      </BrowserToolbar>
      <div className="browser-body">
        <div className="browser-main">
          <BrowserNotices
            errors={[
              {
                error: task.error,
                onAction: () => {
                  if (task.error?.action === 'edit-connection') props.onEditConnection(connection);
                  else task.clear();
                },
                onClose: task.clear,
              },
              { error: uploads.error, onAction: uploads.clearError, onClose: uploads.clearError },
            ]}
            isBroken={state.status === 'failed' && state.rows.count > 0 && state.error !== undefined}
            onRefresh={actions.refresh}
          />
          <BrowserRows
            connection={connection}
            place={place}
            placeName={displayName(placeName)}
            listing={listing}
            state={state}
            view={view}
            folderSizes={props.folderSizes}
            onView={props.onView}
            actions={actions}
            elements={elements}
            drops={drops}
            held={held}
            editedKey={editedKey}
            onRename={deeds.rename}
            onEditEnd={() => {
              setEditedKey(undefined);
              elements.focusGridSoon();
            }}
            onOpenRow={deeds.openRow}
            onMenu={(row, at) => setMenu({ row, at })}
            onKey={onKey}
            onNavigate={onNavigate}
            onEditConnection={props.onEditConnection}
          />
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
              <DetailsPane
                connection={connection}
                place={place}
                state={state}
                parts={props.details}
                onChanged={() => listing.refresh()}
              />
            </div>
          </>
        ) : null}
      </div>
      <FileInputs elements={elements} onFiles={(files) => uploads.files(files, place)} />
      {menu === undefined ? null : (
        <ContextMenu
          label={texts.more}
          at={menu.at}
          items={menuOf(all, menu.row >= 0 || state.selection.count > 0 ? rowMenu : placeMenu, isMac)}
          onAction={runCommand}
          onClose={() => {
            setMenu(undefined);
            elements.focusGridSoon();
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
        view={view}
        onView={props.onView}
        onClose={close}
        onFolderMade={(made) => listing.refresh(made)}
        onRemove={deeds.removeRows}
        onSend={deeds.send}
      />
    </div>
  );
}
