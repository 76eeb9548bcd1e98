import { useState, type ReactNode } from 'react';
import type { Place } from '../../../preload/contract/index.ts';
import { nameProblem } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, Dialog, ErrorNotice, TextField, useTask } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface NewFolderDialogProps {
  readonly place: Place;
  readonly onMade: (prefix: string, name: string) => void;
  readonly onClose: () => void;
}

export function NewFolderDialog({ place, onMade, onClose }: NewFolderDialogProps): ReactNode {
  const client = useClient();
  const [name, setName] = useState('');
  const [isTried, setTried] = useState(false);
  const task = useTask();
  const problem = nameProblem(name, place.prefix);
  const submit = (): void => {
    setTried(true);
    if (problem !== undefined) return;
    const key = `${place.prefix}${name}/`;
    task.run(async () => {
      await client.objects.createFolder({ connectionId: place.connectionId, bucket: place.bucket, key });
      onMade(key, name);
    });
  };
  return (
    <Dialog
      title={texts.newFolderTitle}
      size="small"
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary" isPending={task.isPending}>
            {texts.create}
          </Button>
        </>
      }
    >
      <TextField
        label={texts.newFolderName}
        value={name}
        onChange={(value) => {
          setName(value);
          task.clear();
        }}
        startsFocused
        error={isTried || name !== '' ? problem : undefined}
      />
      {task.error === undefined ? null : <ErrorNotice error={task.error} />}
    </Dialog>
  );
}
