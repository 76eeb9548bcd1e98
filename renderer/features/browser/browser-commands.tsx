import {
  ClipboardPaste,
  Copy,
  CopyPlus,
  CornerLeftUp,
  Download,
  FolderDown,
  FolderInput,
  FolderOpen,
  FolderPlus,
  FolderUp,
  Grab,
  Inbox,
  KeyRound,
  Link,
  Pencil,
  RefreshCw,
  Scissors,
  Search,
  Share2,
  SquareCheck,
  TextCursorInput,
  Trash2,
  Upload,
} from 'lucide-react';
import type { Capabilities, Connection, PlaceView } from '../../../preload/contract/index.ts';
import type { Command } from '../../ui/index.ts';
import type { ListingState } from './listing.ts';
import { viewCommands } from './view-commands.tsx';
import type { HeldRows } from './row-clipboard.ts';
import { texts } from './texts.ts';

/** What the commands do; the browser holds the how. */
export interface BrowserActions {
  readonly open: () => void;
  readonly openInTab: () => void;
  readonly up: () => void;
  readonly refresh: () => void;
  readonly upload: () => void;
  readonly uploadFolder: () => void;
  readonly newFolder: () => void;
  readonly addSamples: () => void;
  readonly rename: () => void;
  readonly remove: () => void;
  /** Takes back what was done last. */
  readonly undo: () => void;
  readonly download: () => void;
  readonly saveTo: () => void;
  readonly share: () => void;
  readonly askForFile: () => void;
  readonly cut: () => void;
  readonly copy: () => void;
  readonly paste: () => void;
  readonly moveTo: () => void;
  readonly copyTo: () => void;
  readonly moveToOther: () => void;
  readonly copyToOther: () => void;
  readonly copyUri: () => void;
  readonly copyKey: () => void;
  readonly selectAll: () => void;
  readonly editPath: () => void;
  readonly filter: () => void;
  readonly columns: () => void;
  readonly show: (kind: PlaceView['kind']) => void;
  readonly favourite: () => void;
  readonly search: () => void;
  readonly usage: () => void;
  readonly dragOut: () => void;
}

export interface CommandContext {
  readonly connection: Connection;
  readonly capabilities: Capabilities;
  readonly state: ListingState;
  readonly held: HeldRows | undefined;
  /** What would be undone; absent where there is nothing. */
  readonly undoable: string | undefined;
  readonly view: PlaceView;
  readonly isFavourite: boolean;
  /** Two panes are open. */
  readonly hasOther: boolean;
  readonly hasSearch: boolean;
  readonly hasUsage: boolean;
  readonly actions: BrowserActions;
}

/** Every action of the browser as one record: enabled, or with the reason why not. */
export function browserCommands(context: CommandContext): Command[] {
  const { connection, capabilities, state, held, actions } = context;
  const { selection, place } = state;
  const single = selection.single();
  const readOnly = connection.readOnly ? texts.whyReadOnly : undefined;
  const isTooMany = selection.objectCount > 100_000 || selection.folderCount > 10_000;
  const some = selection.count === 0 ? texts.whyNothingSelected : isTooMany ? texts.whyTooMany : undefined;
  const oneItem = single === undefined ? texts.whyOneItem : undefined;
  const command = (
    id: string,
    label: string,
    icon: Command['icon'],
    run: () => void,
    rest: Partial<Command> = {},
  ): Command => ({ id: `browser.${id}`, label, icon, run, ...rest });
  return [
    command('open', texts.open, <FolderOpen aria-hidden />, actions.open, { disabledReason: oneItem, scope: 'rows' }),
    command('up', texts.goUp, <CornerLeftUp aria-hidden />, actions.up, {
      shortcuts: ['Alt+ArrowUp'],
      scope: 'window',
      disabledReason: place?.prefix === '' ? texts.whyAtRoot : undefined,
    }),
    command('refresh', texts.refresh, <RefreshCw aria-hidden />, actions.refresh, {
      shortcuts: ['F5', 'Mod+R'],
      scope: 'window',
    }),
    command('upload', texts.upload, <Upload aria-hidden />, actions.upload, {
      shortcuts: ['Mod+U'],
      scope: 'window',
      disabledReason: readOnly,
    }),
    command('uploadFolder', texts.uploadFolder, <FolderUp aria-hidden />, actions.uploadFolder, {
      disabledReason: readOnly,
    }),
    command('newFolder', texts.newFolder, <FolderPlus aria-hidden />, actions.newFolder, {
      shortcuts: ['Mod+Shift+N'],
      scope: 'window',
      disabledReason: readOnly,
    }),
    command('download', texts.download, <Download aria-hidden />, actions.download, {
      shortcuts: ['Mod+S'],
      scope: 'window',
      disabledReason: some,
    }),
    ...(capabilities.nativeDialogs
      ? []
      : [
          command('saveTo', texts.saveTo(capabilities.machine), <FolderDown aria-hidden />, actions.saveTo, {
            disabledReason: some,
          }),
        ]),
    command('share', texts.share, <Share2 aria-hidden />, actions.share, {
      shortcuts: ['Mod+L'],
      scope: 'window',
      // A store that cannot share still opens the dialog: it says why, and what works instead.
      disabledReason: some,
    }),
    command('askForFile', texts.askForFile, <Inbox aria-hidden />, actions.askForFile, { disabledReason: readOnly }),
    command('rename', texts.rename, <Pencil aria-hidden />, actions.rename, {
      shortcuts: ['F2'],
      scope: 'rows',
      disabledReason: readOnly ?? oneItem,
    }),
    command('cut', texts.cut, <Scissors aria-hidden />, actions.cut, {
      shortcuts: ['Mod+X'],
      scope: 'rows',
      disabledReason: readOnly ?? some,
    }),
    command('copy', texts.copy, <Copy aria-hidden />, actions.copy, {
      shortcuts: ['Mod+C'],
      scope: 'rows',
      disabledReason: some,
    }),
    // Files from the system's clipboard come by the paste event, which the browser listens for.
    command('paste', texts.paste, <ClipboardPaste aria-hidden />, actions.paste, {
      disabledReason: readOnly ?? (held === undefined ? texts.whyNothingCut : undefined),
    }),
    command('moveTo', texts.moveTo, <FolderInput aria-hidden />, actions.moveTo, {
      shortcuts: ['Mod+Shift+M'],
      scope: 'rows',
      disabledReason: readOnly ?? some,
    }),
    command('copyTo', texts.copyTo, <CopyPlus aria-hidden />, actions.copyTo, {
      shortcuts: ['Mod+Shift+C'],
      scope: 'rows',
      disabledReason: some,
    }),
    command('copyUri', texts.copyUri, <Link aria-hidden />, actions.copyUri, { disabledReason: oneItem }),
    command('copyKey', texts.copyKey, <KeyRound aria-hidden />, actions.copyKey, { disabledReason: oneItem }),
    command('selectAll', texts.selectAll, <SquareCheck aria-hidden />, actions.selectAll),
    command('editPath', texts.editPath, <TextCursorInput aria-hidden />, actions.editPath, {
      shortcuts: ['Mod+Shift+G'],
      scope: 'window',
    }),
    command('filter', texts.focusFilter, <Search aria-hidden />, actions.filter, {
      shortcuts: ['Mod+F', '/'],
      scope: 'window',
    }),
    ...(capabilities.dragOut
      ? [
          command('dragOut', texts.dragOut, <Grab aria-hidden />, actions.dragOut, {
            disabledReason:
              some ?? (selection.folderCount > 0 || selection.count > 100 ? texts.whyOneObject : undefined),
          }),
        ]
      : []),
    command('delete', texts.remove, <Trash2 aria-hidden />, actions.remove, {
      shortcuts: ['Delete', 'Mod+Backspace'],
      scope: 'rows',
      isDanger: true,
      disabledReason: readOnly ?? some,
    }),
    ...viewCommands(context),
  ];
}

/** Entries of the menu of rows, and of the menu of the place itself. */
export const rowMenu = [
  'browser.open',
  'browser.openInTab',
  'browser.download',
  'browser.saveTo',
  'browser.dragOut',
  'browser.share',
  '-',
  'browser.rename',
  'browser.cut',
  'browser.copy',
  'browser.moveTo',
  'browser.copyTo',
  'browser.moveToOther',
  'browser.copyToOther',
  '-',
  'browser.copyUri',
  'browser.copyKey',
  '-',
  'browser.delete',
];
export const placeMenu = [
  'browser.upload',
  'browser.uploadFolder',
  'browser.newFolder',
  'browser.askForFile',
  '-',
  'browser.paste',
  'browser.selectAll',
  '-',
  'browser.favourite',
  'browser.search',
  'browser.usage',
  'browser.columns',
  '-',
  'browser.up',
  'browser.refresh',
];
