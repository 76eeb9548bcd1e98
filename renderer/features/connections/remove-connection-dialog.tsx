import type { ReactNode } from 'react';
import type { Connection } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { AlertDialog, ErrorNotice, useTask } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface RemoveConnectionDialogProps {
  readonly connection: Connection;
  readonly onClose: () => void;
  readonly onRemoved?: (connection: Connection) => void;
}

/** Asks before a connection and its secret are forgotten. */
export function RemoveConnectionDialog({ connection, onClose, onRemoved }: RemoveConnectionDialogProps): ReactNode {
  const client = useClient();
  const task = useTask();
  return (
    <AlertDialog
      title={texts.removeTitle(displayName(connection.name))}
      actionLabel={texts.removeAction}
      isPending={task.isPending}
      onClose={onClose}
      onAction={() =>
        task.run(async () => {
          await client.connections.remove({ id: connection.id });
          onRemoved?.(connection);
          onClose();
        })
      }
    >
      <p>{texts.removeBody}</p>
      {task.error === undefined ? null : <ErrorNotice error={task.error} />}
    </AlertDialog>
  );
}
