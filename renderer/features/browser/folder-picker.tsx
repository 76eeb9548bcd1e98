import './folder-picker.css';
import { CornerLeftUp, Folder } from 'lucide-react';
import { useCallback, type ReactNode } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import type { Place } from '../../../preload/contract/index.ts';
import { baseName, parentPrefix } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { ObjectName, useLoaded } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface FolderPickerProps {
  readonly place: Place;
  readonly onOpen: (prefix: string) => void;
}

const upId = '..';

/** The folders below a place, to step into. Shows those of the first page: a longer path can be typed. */
export function FolderPicker({ place, onOpen }: FolderPickerProps): ReactNode {
  const client = useClient();
  const { connectionId, bucket, prefix } = place;
  const load = useCallback(
    async (signal: AbortSignal) =>
      (await client.objects.list({ connectionId, bucket, prefix, recursive: false, limit: 1000 }, { signal })).prefixes,
    [client, connectionId, bucket, prefix],
  );
  const folders = useLoaded(load);
  const up = parentPrefix(prefix);
  const shown = folders.isLoading ? [] : (folders.value ?? []).filter((folder) => folder !== prefix);
  return (
    <ListBox
      className="folder-picker"
      aria-label={texts.targetFolder}
      selectionMode="none"
      onAction={(key) => onOpen(key === upId ? (up ?? '') : String(key))}
      renderEmptyState={() => <span className="folder-picker-empty">{folders.isLoading ? texts.loading : '–'}</span>}
    >
      {[
        ...(up === undefined
          ? []
          : [
              <ListBoxItem key={upId} id={upId} className="folder-picker-item" textValue={texts.goUp}>
                <CornerLeftUp aria-hidden /> {texts.goUp}
              </ListBoxItem>,
            ]),
        ...shown.map((folder) => (
          <ListBoxItem key={folder} id={folder} className="folder-picker-item" textValue={baseName(folder)}>
            <Folder aria-hidden className="family-icon is-folder" />
            <ObjectName name={baseName(folder) || '/'} />
          </ListBoxItem>
        )),
      ]}
    </ListBox>
  );
}
