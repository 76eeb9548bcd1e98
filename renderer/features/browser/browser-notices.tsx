import type { ReactNode } from 'react';
import type { AppErrorShape } from '../../lib/index.ts';
import { Banner, Button, ErrorNotice } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface BrowserNoticesProps {
  /** What went wrong, each with what mends it and what takes it away. */
  readonly errors: readonly {
    readonly error: AppErrorShape | undefined;
    readonly onAction: () => void;
    readonly onClose: () => void;
  }[];
  /** The listing broke off: what is shown is what came before. */
  readonly isBroken: boolean;
  readonly onRefresh: () => void;
}

/** Above the rows: what could not be done. */
export function BrowserNotices({ errors, isBroken, onRefresh }: BrowserNoticesProps): ReactNode {
  return (
    <>
      {errors.map(({ error, onAction, onClose }) =>
        error === undefined ? null : (
          <div className="browser-notice" key={`${error.code} ${error.incident ?? ''}`}>
            <ErrorNotice error={error} onAction={onAction} />
            <Button size="small" variant="ghost" onPress={onClose}>
              {texts.close}
            </Button>
          </div>
        ),
      )}
      {isBroken ? (
        <Banner
          tone="warning"
          actions={
            <Button size="small" onPress={onRefresh}>
              {texts.refresh}
            </Button>
          }
        >
          {texts.listingBroke}
        </Banner>
      ) : null}
    </>
  );
}
