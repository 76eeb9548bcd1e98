import { useState, type ReactNode } from 'react';
import type { Connection } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, Dialog, ErrorNotice, TextField, useTask } from '../../ui/index.ts';
import { texts } from './texts.ts';
import { useBucketWord } from './use-providers.ts';

export interface OpenBucketDialogProps {
  readonly connection: Connection;
  readonly onClose: () => void;
  readonly onOpened: (bucket: string) => void;
}

/** Opens a bucket by its name and remembers it, also where the key may not list it. */
export function OpenBucketDialog({ connection, onClose, onOpened }: OpenBucketDialogProps): ReactNode {
  const client = useClient();
  const word = useBucketWord(connection);
  const [name, setName] = useState('');
  const [isTried, setTried] = useState(false);
  const task = useTask();
  const bucket = name.trim();
  const problem = bucket === '' ? texts.openBucketEmpty : bucket.length > 255 ? texts.openBucketLong : undefined;
  const open = (): void => {
    setTried(true);
    if (problem !== undefined) return;
    task.run(async () => {
      await client.connections.pinBucket({ id: connection.id, bucket });
      onOpened(bucket);
      onClose();
    });
  };
  return (
    <Dialog
      title={texts.openBucketTitle(word, displayName(connection.name))}
      size="small"
      onClose={onClose}
      onSubmit={open}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary" isPending={task.isPending}>
            {texts.openBucketAction}
          </Button>
        </>
      }
    >
      <TextField
        label={texts.openBucketLabel(word)}
        description={texts.openBucketHint}
        value={name}
        maxLength={255}
        startsFocused
        error={isTried ? problem : undefined}
        onChange={setName}
      />
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={open} />}
    </Dialog>
  );
}
