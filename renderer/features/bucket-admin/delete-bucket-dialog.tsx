import './bucket-admin.css';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { BucketEmptying, Connection } from '../../../preload/contract/index.ts';
import { displayName, format } from '../../lib/index.ts';
import { useClient, useStream } from '../../rpc/index.ts';
import { Button, Checkbox, Dialog, ErrorNotice, Spinner, TextField, useTask, useToast } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface DeleteBucketDialogProps {
  readonly connection: Connection;
  readonly bucket: string;
  readonly onClose: () => void;
  /** The bucket is gone. */
  readonly onDeleted: () => void;
}

interface Emptyings {
  readonly emptyings: readonly BucketEmptying[];
}
const apply = ({ emptyings }: Emptyings, next: BucketEmptying): { emptyings: BucketEmptying[] } => ({
  emptyings: [...emptyings.filter((one) => one.connectionId !== next.connectionId || one.bucket !== next.bucket), next],
});

/** Deletes a bucket once its name was typed; with all that is in it, where that is asked for. */
export function DeleteBucketDialog({ connection, bucket, onClose, onDeleted }: DeleteBucketDialogProps): ReactNode {
  const client = useClient();
  const toast = useToast();
  const { value } = useStream(client.bucketSettings.emptyings, apply);
  const [typed, setTyped] = useState('');
  const [isTried, setTried] = useState(false);
  const [empties, setEmpties] = useState(false);
  const [isBegun, setBegun] = useState(false);
  const told = useRef(false);
  const task = useTask();
  const place = { connectionId: connection.id, bucket };
  const emptying = value?.emptyings.find((one) => one.connectionId === connection.id && one.bucket === bucket);
  const isRunning = emptying?.state === 'running';
  const isDone = isBegun && emptying?.state === 'done';
  const support = connection.features['delete-bucket'];

  const finish = (): void => {
    if (told.current) return;
    told.current = true;
    toast({ tone: 'success', text: texts.deleted(displayName(bucket)) });
    onDeleted();
    onClose();
  };
  useEffect(() => {
    if (isDone) finish();
    // Told once, when it is done.
  });
  if (!support.ok)
    return (
      <Dialog
        title={texts.deleteCannot}
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
  const remove = (): void => {
    setTried(true);
    if (typed !== bucket || isRunning) return;
    task.run(async () => {
      if (empties) {
        await client.bucketSettings.empty({ ...place, thenDelete: true });
        setBegun(true);
      } else {
        await client.buckets.remove(place);
        finish();
      }
    });
  };
  return (
    <Dialog
      title={texts.deleteTitle(displayName(bucket))}
      role="alertdialog"
      onClose={onClose}
      onSubmit={remove}
      footer={
        <>
          {isRunning ? (
            <Button onPress={() => task.run(async () => void (await client.bucketSettings.stopEmptying(place)))}>
              {texts.stop}
            </Button>
          ) : null}
          <Button onPress={onClose}>{isRunning ? texts.close : texts.cancel}</Button>
          <Button type="submit" variant="danger" isPending={task.isPending || isRunning}>
            {texts.deleteAction}
          </Button>
        </>
      }
    >
      <p>{empties ? texts.deleteBody : texts.deleteEmptyOnly}</p>
      <Checkbox
        isSelected={empties}
        description={texts.deleteContentsAbout}
        isDisabled={isRunning}
        onChange={setEmpties}
      >
        {texts.deleteContents}
      </Checkbox>
      <TextField
        label={texts.deleteConfirm(displayName(bucket))}
        value={typed}
        maxLength={255}
        startsFocused
        isDisabled={isRunning}
        error={isTried && typed !== bucket ? texts.deleteMismatch : undefined}
        onChange={setTyped}
      />
      {isRunning ? (
        <Spinner label={texts.emptying(format.count(emptying.deleted), format.count(emptying.uploads))} />
      ) : null}
      {isBegun && emptying?.state === 'stopped' ? (
        <p role="status">{texts.stopped(format.count(emptying.deleted))}</p>
      ) : null}
      {isBegun && emptying?.error !== undefined ? <ErrorNotice error={emptying.error} onAction={remove} /> : null}
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={remove} />}
    </Dialog>
  );
}
