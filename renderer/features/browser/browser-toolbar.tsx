import './browser-toolbar.css';
import { ArrowDownUp, MoreHorizontal, Plus, Search, X } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { printShortcut, type RowSort, type SortColumn } from '../../lib/index.ts';
import { IconButton, MenuButton, menuOf, type Command } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface BrowserToolbarProps {
  readonly commands: readonly Command[];
  readonly isMac: boolean;
  readonly children: ReactNode;
  readonly filter: string;
  readonly onFilter: (filter: string) => void;
  readonly filterRef: Ref<HTMLInputElement>;
  /** From the filter back into the table. */
  readonly onLeaveFilter: () => void;
  readonly sort: RowSort;
  readonly onSort: (column: SortColumn) => void;
}

const leading = ['shell.back', 'shell.forward', 'browser.up'];
const middle = ['browser.download', 'browser.share', 'browser.delete'];
const trailing = ['shell.details'];
const sortColumns = ['name', 'size', 'modified', 'kind'] as const;

/** The bar above the table: where we are, what can be done, and the filter. */
export function BrowserToolbar({
  commands,
  isMac,
  children,
  filter,
  onFilter,
  filterRef,
  onLeaveFilter,
  sort,
  onSort,
}: BrowserToolbarProps): ReactNode {
  const run = (id: string): void => commands.find((command) => command.id === id)?.run();
  const buttons = (ids: readonly string[]): ReactNode =>
    ids.map((id) => {
      const command = commands.find((candidate) => candidate.id === id);
      if (command === undefined) return null;
      const shortcut = command.shortcuts?.[0];
      return (
        <IconButton
          key={id}
          label={command.label.replace(/…$/, '')}
          icon={command.icon}
          shortcut={shortcut === undefined ? undefined : printShortcut(shortcut, isMac)}
          disabledReason={command.disabledReason}
          onPress={command.run}
          {...(command.isChecked === undefined ? {} : { isPressed: command.isChecked })}
        />
      );
    });
  return (
    <div className="browser-toolbar" role="toolbar" aria-label={texts.toolbar}>
      <div className="browser-toolbar-group">{buttons(leading)}</div>
      {children}
      <div className="browser-filter">
        <Search aria-hidden />
        <input
          ref={filterRef}
          type="search"
          className="browser-filter-field"
          aria-label={texts.filter}
          placeholder={texts.filter}
          value={filter}
          spellCheck={false}
          onChange={(event) => onFilter(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              onFilter('');
              onLeaveFilter();
            } else if (event.key === 'ArrowDown' || event.key === 'Enter') onLeaveFilter();
            else return;
            event.preventDefault();
            event.stopPropagation();
          }}
        />
        {filter === '' ? null : (
          <IconButton label={texts.clearFilter} icon={<X aria-hidden />} size="small" onPress={() => onFilter('')} />
        )}
      </div>
      <div className="browser-toolbar-group">
        <span className="browser-toolbar-wide">{buttons(middle)}</span>
        <span className="browser-toolbar-wide">
          <MenuButton
            label={texts.sortBy}
            icon={<ArrowDownUp aria-hidden />}
            items={sortColumns.map((column) => ({
              id: column,
              label: texts.columns[column],
              isChecked: column === sort.by,
            }))}
            onAction={(id) => {
              const column = sortColumns.find((candidate) => candidate === id);
              if (column !== undefined) onSort(column);
            }}
          />
        </span>
        <MenuButton
          label={texts.more}
          icon={<MoreHorizontal aria-hidden />}
          items={menuOf(
            commands,
            [
              'browser.newFolder',
              'browser.askForFile',
              'browser.refresh',
              'browser.editPath',
              'browser.undo',
              '-',
              'browser.show-list',
              'browser.show-grid',
              'browser.show-columns',
              'browser.columns',
              'shell.split',
              '-',
              'browser.favourite',
              'browser.search',
              'browser.usage',
              '-',
              'browser.rename',
              'browser.moveTo',
              'browser.copyTo',
              'browser.cut',
              'browser.copy',
              'browser.paste',
              '-',
              'browser.saveTo',
              'browser.copyUri',
              'browser.copyKey',
              '-',
              'browser.selectAll',
            ],
            isMac,
          )}
          onAction={run}
        />
        <MenuButton
          label={texts.add}
          showsLabel
          variant="primary"
          icon={<Plus aria-hidden />}
          items={menuOf(commands, ['browser.upload', 'browser.uploadFolder', '-', 'browser.newFolder'], isMac)}
          onAction={run}
        />
        <span className="browser-toolbar-wide">{buttons(trailing)}</span>
      </div>
    </div>
  );
}
