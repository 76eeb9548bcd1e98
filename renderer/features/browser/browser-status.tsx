import './browser-status.css';
import type { ReactNode } from 'react';
import { naturalOrderLimit } from '../../lib/index.ts';
import { Button, Spinner } from '../../ui/index.ts';
import type { ListingState } from './listing.ts';
import { texts } from './texts.ts';

/** The line under the table: how much is there, said only as far as it is known. */
export function BrowserStatus({
  state,
  onLoadMore,
}: {
  readonly state: ListingState;
  readonly onLoadMore: () => void;
}): ReactNode {
  const { rows, order, selection, status, filter, isRefreshing, sort } = state;
  const isOpen = status === 'streaming' || status === 'loading';
  const counted =
    status === 'failed' && rows.count === 0
      ? texts.notRead
      : status === 'loading'
        ? texts.loading
        : filter.trim() !== ''
          ? texts.filtered(order.length, rows.count)
          : status === 'streaming'
            ? texts.countedSoFar(rows.count)
            : status === 'done'
              ? texts.counted(rows.folderCount, rows.objectCount, rows.totalBytes)
              : texts.countedPartly(rows.count);
  return (
    <footer className="browser-status">
      {isOpen || isRefreshing ? <Spinner label={isRefreshing ? texts.refreshing : texts.loading} size={12} /> : null}
      <span role="status">{counted}</span>
      {selection.count === 0 ? null : (
        <span className="browser-status-selected">{texts.selected(selection.count)}</span>
      )}
      {sort.by === 'name' && rows.objectCount > naturalOrderLimit ? <span>{texts.storeOrder}</span> : null}
      {status === 'partial' ? (
        <Button size="small" variant="ghost" onPress={onLoadMore}>
          {texts.loadMore}
        </Button>
      ) : null}
    </footer>
  );
}
