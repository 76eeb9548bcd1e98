import { useCallback, type ReactNode } from 'react';
import { useClient } from '../../rpc/index.ts';
import { HostFolderDialog, useTask } from '../../ui/index.ts';
import type { RowParcel } from './browser-types.ts';
import { texts } from './texts.ts';

/** Saves rows into a folder of the machine that runs the backend, for hosts without native dialogs. */
export function SaveToDialog({
  parcel,
  onClose,
}: {
  readonly parcel: RowParcel;
  readonly onClose: () => void;
}): ReactNode {
  const client = useClient();
  const task = useTask();
  const load = useCallback(
    (path: string | undefined, signal: AbortSignal) =>
      client.host.browse({ show: 'folders', ...(path === undefined ? {} : { path }) }, { signal }),
    [client],
  );
  const save = async (path: string): Promise<void> => {
    const { grants } = await client.host.grantBrowsed({ paths: [path] });
    const [folder] = grants;
    if (folder === undefined) return;
    const { connectionId, bucket, base, selection } = parcel;
    await client.transfers.download({
      source: { connectionId, bucket, base, selection },
      into: folder.id,
      conflict: 'ask',
    });
    onClose();
  };
  return (
    <HostFolderDialog
      title={texts.saveTitle}
      actionLabel={texts.saveAction}
      load={load}
      onClose={onClose}
      isPending={task.isPending}
      error={task.error}
      onChoose={(path) => task.run(() => save(path))}
    />
  );
}
