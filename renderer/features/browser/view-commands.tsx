import {
  AppWindow,
  ArrowLeftRight,
  ChartNoAxesCombined,
  Columns3,
  Copy,
  FileSearch,
  LayoutGrid,
  List,
  Star,
  StarOff,
  TableProperties,
  Undo2,
} from 'lucide-react';
import type { Command } from '../../ui/index.ts';
import type { CommandContext } from './browser-commands.tsx';
import { texts } from './texts.ts';

const views = [
  ['list', <List key="list" aria-hidden />],
  ['grid', <LayoutGrid key="grid" aria-hidden />],
  ['columns', <Columns3 key="columns" aria-hidden />],
] as const;

/** Commands about how a place is shown, where it is found again, and what was done in it. */
export function viewCommands(context: CommandContext): Command[] {
  const { connection, state, undoable, view, isFavourite, hasOther, actions } = context;
  const { selection, rows } = state;
  const single = selection.single();
  const isOneFolder = single !== undefined && rows.isFolder(single);
  const readOnly = connection.readOnly ? texts.whyReadOnly : undefined;
  const some = selection.count === 0 ? texts.whyNothingSelected : undefined;
  return [
    {
      id: 'browser.openInTab',
      label: texts.openInTab,
      icon: <AppWindow aria-hidden />,
      shortcuts: ['Mod+Enter'],
      scope: 'rows',
      disabledReason: isOneFolder ? undefined : texts.whyOneFolder,
      run: actions.openInTab,
    },
    {
      id: 'browser.undo',
      label: texts.undo(undoable),
      icon: <Undo2 aria-hidden />,
      shortcuts: ['Mod+Z'],
      scope: 'window',
      disabledReason: undoable === undefined ? texts.whyNothingToUndo : undefined,
      run: actions.undo,
    },
    ...(hasOther
      ? [
          {
            id: 'browser.moveToOther',
            label: texts.moveToOther,
            icon: <ArrowLeftRight aria-hidden />,
            shortcuts: ['Mod+Alt+M'],
            scope: 'window' as const,
            disabledReason: readOnly ?? some,
            run: actions.moveToOther,
          },
          {
            id: 'browser.copyToOther',
            label: texts.copyToOther,
            icon: <Copy aria-hidden />,
            shortcuts: ['Mod+Alt+C'],
            scope: 'window' as const,
            disabledReason: some,
            run: actions.copyToOther,
          },
        ]
      : []),
    ...views.map(([kind, icon], index): Command => ({
      id: `browser.show-${kind}`,
      label: texts.showAs[kind],
      icon,
      shortcuts: [`Mod+${index + 1}`],
      scope: 'window',
      isChecked: view.kind === kind,
      run: () => actions.show(kind),
    })),
    {
      id: 'browser.columns',
      label: texts.columnsDialog,
      icon: <TableProperties aria-hidden />,
      run: actions.columns,
    },
    {
      id: 'browser.favourite',
      label: isFavourite ? texts.removeFavourite : texts.addFavourite,
      icon: isFavourite ? <StarOff aria-hidden /> : <Star aria-hidden />,
      shortcuts: ['Mod+D'],
      scope: 'window',
      run: actions.favourite,
    },
    ...(context.hasSearch
      ? [
          {
            id: 'browser.search',
            label: texts.search,
            icon: <FileSearch aria-hidden />,
            shortcuts: ['Mod+Shift+F'],
            scope: 'window' as const,
            run: actions.search,
          },
        ]
      : []),
    ...(context.hasUsage
      ? [{ id: 'browser.usage', label: texts.usage, icon: <ChartNoAxesCombined aria-hidden />, run: actions.usage }]
      : []),
  ];
}
