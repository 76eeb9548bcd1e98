import './delete-dialog.css';
import { useCallback, useState, type ReactNode } from 'react';
import { baseName, displayName, format } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { AlertDialog, ErrorNotice, ObjectName, Spinner, TextField, useLoaded, useTask } from '../../ui/index.ts';
import type { RowParcel } from './browser-types.ts';
import { texts } from './texts.ts';

export interface DeleteDialogProps {
  readonly parcel: RowParcel;
  /** Queues it; what it throws is shown here. */
  readonly onDelete: () => Promise<void>;
  readonly onClose: () => void;
}

/** Above this many objects the word must be typed: such a delete is seldom meant lightly. */
const typedAbove = 1000;
const sampleShown = 6;

/** Says what would go before it goes: how many, how much, and some of their names. */
export function DeleteDialog({ parcel, onDelete, onClose }: DeleteDialogProps): ReactNode {
  const client = useClient();
  const [typed, setTyped] = useState('');
  const task = useTask();
  const { connectionId, bucket, selection } = parcel;
  const load = useCallback(
    (signal: AbortSignal) => client.objects.measure({ connectionId, bucket, selection }, { signal }),
    [client, connectionId, bucket, selection],
  );
  const plan = useLoaded(load);
  const measured = plan.value;
  const mustType = measured !== undefined && (measured.objects > typedAbove || !measured.complete);
  const isReady = measured !== undefined && (!mustType || typed.trim().toLowerCase() === texts.deleteWord);
  const first = selection.keys[0] ?? selection.prefixes[0];
  return (
    <AlertDialog
      title={texts.deleteTitle(
        parcel.count,
        parcel.count === 1 && first !== undefined ? displayName(baseName(first)).slice(0, 80) : undefined,
      )}
      actionLabel={texts.deleteAction}
      onClose={onClose}
      isActionDisabled={!isReady}
      isPending={task.isPending}
      onAction={() =>
        task.run(async () => {
          await onDelete();
          onClose();
        })
      }
    >
      {plan.error === undefined ? null : <ErrorNotice error={plan.error} onAction={plan.reload} />}
      {measured === undefined && plan.error === undefined ? (
        <p className="delete-counting" role="status">
          <Spinner label={texts.deleteCounting} /> {texts.deleteCounting}
        </p>
      ) : null}
      {measured === undefined ? null : (
        <>
          <p>
            {measured.complete
              ? measured.objects === 0
                ? texts.deleteNothing
                : texts.deletePlan(measured.objects, measured.bytes)
              : texts.deletePlanPartly(measured.objects)}
          </p>
          {measured.objects > 1 ? (
            <div className="delete-sample">
              <p className="delete-sample-title">{texts.deleteSample}</p>
              <ul>
                {measured.sample.slice(0, sampleShown).map((key) => (
                  <li key={key}>
                    <ObjectName name={key.slice(parcel.base.length)} />
                  </li>
                ))}
                {measured.objects > sampleShown ? <li>{texts.deleteMore(measured.objects - sampleShown)}</li> : null}
              </ul>
            </div>
          ) : null}
          {mustType ? (
            <TextField
              label={texts.deleteType(texts.deleteWord)}
              value={typed}
              onChange={setTyped}
              description={format.count(measured.objects)}
            />
          ) : null}
        </>
      )}
      {task.error === undefined ? null : <ErrorNotice error={task.error} />}
    </AlertDialog>
  );
}
