import './bucket-admin.css';
import { useCallback, useState, type ReactNode } from 'react';
import type { BucketAspect, Connection } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, Dialog, ErrorNotice, Spinner, Tabs, useLoaded } from '../../ui/index.ts';
import { SettingPanel } from './setting-panel.tsx';
import { texts } from './texts.ts';

export interface BucketSettingsDialogProps {
  readonly connection: Connection;
  readonly bucket: string;
  readonly onClose: () => void;
}

/** Everything a bucket can be told, a tab each; what the store lacks is there with the reason. */
export function BucketSettingsDialog({ connection, bucket, onClose }: BucketSettingsDialogProps): ReactNode {
  const client = useClient();
  const { id } = connection;
  const overview = useLoaded(
    useCallback(
      (signal: AbortSignal) => client.bucketSettings.overview({ connectionId: id, bucket }, { signal }),
      [client, id, bucket],
    ),
  );
  const [open, setOpen] = useState<BucketAspect>('versioning');
  return (
    <Dialog
      title={texts.title(displayName(bucket))}
      size="large"
      onClose={onClose}
      footer={<Button onPress={onClose}>{texts.close}</Button>}
    >
      {overview.error === undefined ? null : <ErrorNotice error={overview.error} onAction={overview.reload} />}
      {overview.value === undefined ? (
        overview.error === undefined ? (
          <Spinner label={texts.loading} />
        ) : null
      ) : (
        <div className="bucket-settings">
          <Tabs
            label={texts.tabs}
            value={open}
            onChange={setOpen}
            tabs={overview.value.aspects.map((support) => ({
              id: support.aspect,
              label: texts.aspects[support.aspect][0],
              content: (
                <SettingPanel connectionId={id} bucket={bucket} support={support} isReadOnly={connection.readOnly} />
              ),
            }))}
          />
        </div>
      )}
    </Dialog>
  );
}
