import { useState, type ReactNode } from 'react';
import type { Connection } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, Dialog, ErrorNotice, TextField, useTask } from '../../ui/index.ts';
import { bucketNameProblem } from './bucket-name.ts';
import { texts } from './texts.ts';
import { useBucketWord } from './use-providers.ts';

export interface NewBucketDialogProps {
  readonly connection: Connection;
  readonly onClose: () => void;
  readonly onMade: (bucket: string) => void;
}

/** Makes a bucket, or says why this store makes none from here. */
export function NewBucketDialog({ connection, onClose, onMade }: NewBucketDialogProps): ReactNode {
  const client = useClient();
  const word = useBucketWord(connection);
  const [name, setName] = useState('');
  const [isTried, setTried] = useState(false);
  const task = useTask();
  const support = connection.features['create-bucket'];
  const problem = bucketNameProblem(name);
  const title = texts.newBucketTitle(word, displayName(connection.name));
  if (!support.ok)
    return (
      <Dialog
        title={texts.cannotCreate}
        size="small"
        onClose={onClose}
        footer={
          <Button variant="primary" startsFocused onPress={onClose}>
            {texts.close}
          </Button>
        }
      >
        <p>{support.reason}</p>
      </Dialog>
    );
  const make = (): void => {
    setTried(true);
    if (problem !== undefined) return;
    task.run(async () => {
      const { bucket } = await client.buckets.create({ connectionId: connection.id, bucket: name.trim() });
      onMade(bucket.name);
      onClose();
    });
  };
  return (
    <Dialog
      title={title}
      size="small"
      onClose={onClose}
      onSubmit={make}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary" isPending={task.isPending}>
            {texts.newBucketAction}
          </Button>
        </>
      }
    >
      <TextField
        label={texts.newBucketLabel}
        description={texts.newBucketHint}
        value={name}
        maxLength={80}
        startsFocused
        error={isTried && problem !== undefined ? texts.bucketProblem[problem] : undefined}
        onChange={setName}
      />
      {task.error === undefined ? null : (
        <ErrorNotice error={task.error} onAction={task.error.action === 'retry' ? make : undefined} />
      )}
    </Dialog>
  );
}
