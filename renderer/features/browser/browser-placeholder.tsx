import { FolderOpen, SearchX } from 'lucide-react';
import type { ReactNode } from 'react';
import { displayName } from '../../lib/index.ts';
import { Button, EmptyState, ErrorNotice } from '../../ui/index.ts';
import type { ListingState } from './listing.ts';
import { texts } from './texts.ts';

export interface BrowserPlaceholderProps {
  readonly state: ListingState;
  readonly isReadOnly: boolean;
  /** Offers files to try things with: at the top of a volume of this computer. */
  readonly onSamples: (() => void) | undefined;
  readonly onUpload: () => void;
  readonly onUploadFolder: () => void;
  readonly onRefresh: () => void;
  readonly onEditConnection: () => void;
  readonly onClearFilter: () => void;
}

/** What stands where rows would be: why there are none, and what leads on. */
export function BrowserPlaceholder({ state, isReadOnly, onSamples, ...on }: BrowserPlaceholderProps): ReactNode {
  const { status, error, rows, filter } = state;
  if (rows.count > 0) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden />}
        title={texts.noMatchTitle(displayName(filter))}
        actions={<Button onPress={on.onClearFilter}>{texts.clearFilter}</Button>}
      >
        {texts.noMatchText}
      </EmptyState>
    );
  }
  if (status === 'failed' && error !== undefined) {
    return (
      <ErrorNotice
        look="page"
        error={error}
        {...(error.action === undefined ? { actionLabel: texts.refresh } : {})}
        onAction={error.action === 'edit-connection' ? on.onEditConnection : on.onRefresh}
      />
    );
  }
  if (status === 'loading') return <RowSkeleton />;
  if (status !== 'done') return null;
  return (
    <EmptyState
      icon={<FolderOpen aria-hidden />}
      title={texts.emptyTitle}
      actions={
        isReadOnly ? undefined : (
          <>
            <Button variant="primary" onPress={on.onUpload}>
              {texts.chooseFiles}
            </Button>
            <Button onPress={on.onUploadFolder}>{texts.chooseFolder}</Button>
            {onSamples === undefined ? null : <Button onPress={onSamples}>{texts.addSamples}</Button>}
          </>
        )
      }
    >
      {isReadOnly ? texts.emptyReadOnly : onSamples === undefined ? texts.emptyText : texts.firstText}
    </EmptyState>
  );
}

/** Per cent of the row that each grey line takes. */
const skeletonWidths = [52, 38, 64, 45, 58, 33, 49, 61];

/** Grey rows where the first ones will be, so that nothing jumps when they come. */
function RowSkeleton(): ReactNode {
  return (
    <div className="browser-skeleton" aria-hidden>
      {skeletonWidths.map((width) => (
        <div key={width} className="browser-skeleton-row">
          <span style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
