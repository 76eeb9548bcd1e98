import { useCallback, useState, type ReactNode } from 'react';
import type { Connection, Place } from '../../../preload/contract/index.ts';
import { parsePath } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, Dialog, ErrorNotice, Select, TextField, useLoaded, useTask } from '../../ui/index.ts';
import type { RowParcel } from './browser-types.ts';
import { FolderPicker } from './folder-picker.tsx';
import { targetProblem } from './row-parcel.ts';
import { texts } from './texts.ts';

export interface MoveDialogProps {
  readonly parcel: RowParcel;
  readonly isCopy: boolean;
  readonly connections: readonly Connection[];
  /** Queues it; what it throws is shown here. */
  readonly onSubmit: (target: Place) => Promise<void>;
  readonly onClose: () => void;
}

/** The keyboard's way to what dragging does: any folder of any connection. */
export function MoveDialog({ parcel, isCopy, connections, onSubmit, onClose }: MoveDialogProps): ReactNode {
  const client = useClient();
  const writable = connections.filter((connection) => !connection.readOnly);
  const [connectionId, setConnectionId] = useState(
    () => (writable.find(({ id }) => id === parcel.connectionId) ?? writable[0])?.id,
  );
  const [bucket, setBucket] = useState<string | undefined>(parcel.bucket);
  const [prefix, setPrefix] = useState(parcel.base);
  const task = useTask();
  const load = useCallback(
    async (signal: AbortSignal) =>
      connectionId === undefined ? [] : (await client.buckets.list({ connectionId }, { signal })).buckets,
    [client, connectionId],
  );
  const buckets = useLoaded(load);
  const names = (buckets.value ?? []).map(({ name }) => name);
  const target: Place | undefined =
    connectionId === undefined || bucket === undefined
      ? undefined
      : { connectionId, bucket, prefix: parsePath(prefix).prefix };
  const problem = target === undefined ? undefined : targetProblem(parcel, target, isCopy);
  const submit = (): void => {
    if (target === undefined || problem !== undefined) return;
    task.run(() => onSubmit(target));
  };
  return (
    <Dialog
      title={isCopy ? texts.copyTitle(parcel.count) : texts.moveTitle(parcel.count)}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button
            type="submit"
            variant="primary"
            isPending={task.isPending}
            isDisabled={target === undefined || problem !== undefined}
          >
            {isCopy ? texts.copyAction : texts.move}
          </Button>
        </>
      }
    >
      <div className="move-where">
        <Select
          label={texts.targetConnection}
          items={writable.map(({ id, name }) => ({ id, label: name }))}
          value={connectionId}
          onChange={(id) => {
            setConnectionId(id);
            setBucket(undefined);
            setPrefix('');
          }}
        />
        <Select
          label={texts.targetBucket}
          items={names.map((name) => ({ id: name, label: name }))}
          value={bucket}
          onChange={(name) => {
            setBucket(name);
            setPrefix('');
          }}
          error={buckets.value !== undefined && names.length === 0 && !buckets.isLoading ? texts.noBuckets : undefined}
        />
      </div>
      <TextField
        label={texts.targetFolder}
        value={prefix}
        onChange={setPrefix}
        isMono
        description={texts.targetFolderHint}
        error={problem === 'inside' ? texts.targetInside : problem === 'same' ? texts.targetSame : undefined}
      />
      {target === undefined ? null : <FolderPicker place={target} onOpen={(folder) => setPrefix(folder)} />}
      {buckets.error === undefined ? null : <ErrorNotice error={buckets.error} onAction={buckets.reload} />}
      {task.error === undefined ? null : <ErrorNotice error={task.error} />}
    </Dialog>
  );
}
