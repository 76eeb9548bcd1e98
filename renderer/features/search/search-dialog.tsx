import './search.css';
import { useCallback, useEffect, useRef, useState, type ReactNode, type Ref } from 'react';
import type { OutputOf, Contract, Place } from '../../../preload/contract/index.ts';
import { baseName, displayName, folderOf, format } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import {
  Button,
  DataGrid,
  Dialog,
  ErrorNotice,
  ObjectName,
  RadioGroup,
  TextField,
  useLoaded,
  type GridColumn,
  type GridHandle,
} from '../../ui/index.ts';
import { IndexLine } from './index-line.tsx';
import { texts } from './texts.ts';
import { useIndex } from './use-index.ts';

export interface SearchDialogProps {
  readonly place: Place;
  /** The folder of a found object, with the object to focus. */
  readonly onGo: (place: Place, focusKey: string) => void;
  readonly onClose: () => void;
}

type Found = OutputOf<Contract['search']['find']>;
const modes = ['contains', 'glob', 'prefix'] as const;
type Mode = (typeof modes)[number];

/** Milliseconds after the last key before the index is asked. */
const typingPause = 150;

const columns: readonly GridColumn[] = [
  { id: 'name', label: texts.columns.name, track: 'minmax(160px, 3fr)' },
  { id: 'folder', label: texts.columns.folder, track: 'minmax(100px, 2fr)', hidesBelow: 'medium' },
  { id: 'size', label: texts.columns.size, track: '92px', align: 'end' },
  { id: 'modified', label: texts.columns.modified, track: '168px', hidesBelow: 'medium' },
];

/** Objects of a bucket by name, by pattern or by beginning, as its local index knows them. */
export function SearchDialog({ place, onGo, onClose }: SearchDialogProps): ReactNode {
  const { connectionId, bucket, prefix } = place;
  const state = useIndex(place);
  const [text, setText] = useState('');
  const [settled, setSettled] = useState('');
  const [mode, setMode] = useState<Mode>('contains');
  const [scope, setScope] = useState<'bucket' | 'folder'>('bucket');
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), typingPause);
    return () => clearTimeout(timer);
  }, [text]);
  const below = scope === 'folder' ? prefix : '';
  const client = useClient();
  const hasIndex = state.index !== undefined;
  const builtAt = state.index?.builtAt;
  const load = useCallback(
    async (signal: AbortSignal): Promise<Found | undefined> => {
      // Another index is another answer.
      if (!hasIndex || settled === '' || builtAt === undefined) return undefined;
      return client.search.find({ connectionId, bucket, prefix: below, mode, text: settled }, { signal });
    },
    [client, connectionId, bucket, below, mode, settled, hasIndex, builtAt],
  );
  const answer = useLoaded(load);
  const found = settled === '' ? undefined : answer.value;
  const grid = useRef<GridHandle>(null);
  const go = (key: string | undefined): void => {
    if (key === undefined) return;
    onClose();
    onGo({ connectionId, bucket, prefix: folderOf(key) }, key);
  };
  return (
    <Dialog
      size="large"
      title={texts.searchTitle(displayName(bucket))}
      onClose={onClose}
      isDismissable
      footer={<Button onPress={onClose}>{texts.close}</Button>}
    >
      <IndexLine state={state}>
        <div className="search-fields">
          <TextField
            label={texts.query}
            value={text}
            onChange={setText}
            placeholder={texts.placeholder[mode]}
            isMono={mode !== 'contains'}
            startsFocused
            onKeyDown={(event) => {
              if (event.key !== 'ArrowDown') return;
              event.preventDefault();
              grid.current?.focus();
            }}
          />
          <RadioGroup
            label={texts.modeLabel}
            isLabelHidden
            look="segments"
            options={modes.map((id) => ({ id, label: texts.modes[id] }))}
            value={mode}
            onChange={setMode}
          />
          {prefix === '' ? null : (
            <RadioGroup
              label={texts.scopeLabel}
              isLabelHidden
              look="segments"
              options={(['bucket', 'folder'] as const).map((id) => ({ id, label: texts.scopes[id] }))}
              value={scope}
              onChange={setScope}
            />
          )}
        </div>
        {answer.error === undefined ? null : <ErrorNotice error={answer.error} onAction={answer.reload} />}
        <p className="search-count" role="status">
          {settled === ''
            ? texts.typeToSearch
            : found === undefined
              ? texts.searching
              : texts.found(found.keys.length, found.more)}
        </p>
        <Results key={`${mode} ${below} ${settled}`} found={found} onGo={go} handle={grid} />
      </IndexLine>
    </Dialog>
  );
}

interface ResultsProps {
  readonly found: Found | undefined;
  readonly onGo: (key: string | undefined) => void;
  readonly handle: Ref<GridHandle>;
}

function Results({ found, onGo, handle }: ResultsProps): ReactNode {
  const [row, setRow] = useState(-1);
  const keys = found?.keys ?? [];
  return (
    <div className="search-results">
      <DataGrid
        label={texts.results}
        columns={columns}
        rowCount={keys.length}
        focusedRow={row}
        isSelected={(at) => at === row}
        onReach={setRow}
        onSelectAll={() => undefined}
        onClear={() => setRow(-1)}
        onOpen={(at) => onGo(keys[at])}
        onTypeAhead={() => undefined}
        onMenu={() => undefined}
        handle={handle}
        renderCell={(at, column) => {
          const key = keys[at] ?? '';
          if (column === 'name') return <ObjectName name={baseName(key) || '/'} />;
          if (column === 'folder') return <ObjectName name={folderOf(key) || '/'} />;
          if (column === 'size') return format.bytes(found?.sizes[at] ?? 0);
          return format.when(found?.modified[at] ?? 0);
        }}
      />
    </div>
  );
}
