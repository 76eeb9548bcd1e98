import { useState, type ReactNode } from 'react';
import type { Connection } from '../../../preload/contract/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, Checkbox, Dialog, ErrorNotice, TextField, useTask } from '../../ui/index.ts';
import { emptyKeyDraft, rights } from './key-draft.ts';
import type { StoreSecret } from './store-secret-dialog.tsx';
import { texts } from './texts.ts';

export interface NewStoreKeyDialogProps {
  readonly connection: Connection;
  /** The store limits keys to buckets and rights. */
  readonly hasScope: boolean;
  readonly onClose: () => void;
  readonly onMade: (made: StoreSecret) => void;
}

/** Asks for a new key of a store: name and rights where the store has them. */
export function NewStoreKeyDialog({ connection, hasScope, onClose, onMade }: NewStoreKeyDialogProps): ReactNode {
  const client = useClient();
  const [name, setName] = useState(hasScope ? '' : 'Quayside');
  const [buckets, setBuckets] = useState('');
  const [permissions, setPermissions] = useState(emptyKeyDraft.permissions);
  const task = useTask();
  const isReady = name.trim() !== '' && rights.some((right) => permissions[right]);
  const names = buckets.split(/[\s,]+/).filter((bucket) => bucket !== '');
  const submit = (): void => {
    if (!isReady) return;
    task.run(async () => {
      const made = await client.keys.createRemote({
        connectionId: connection.id,
        name: name.trim(),
        buckets: names.length === 0 ? '*' : names,
        permissions,
      });
      onMade({ ...made, rotated: undefined });
    });
  };
  return (
    <Dialog
      title={texts.storeCreateTitle}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary" isDisabled={!isReady} isPending={task.isPending}>
            {texts.createAction}
          </Button>
        </>
      }
    >
      {hasScope ? (
        <>
          <TextField label={texts.nameLabel} value={name} maxLength={120} startsFocused onChange={setName} />
          <TextField
            label={texts.storeBuckets}
            value={buckets}
            maxLength={4096}
            description={texts.storeBucketsHint}
            onChange={setBuckets}
          />
          <div role="group" aria-label={texts.rightsLabel} className="key-rights">
            <span className="field-label" aria-hidden>
              {texts.rightsLabel}
            </span>
            {rights.map((right) => (
              <Checkbox
                key={right}
                isSelected={permissions[right]}
                onChange={(on) => setPermissions((before) => ({ ...before, [right]: on }))}
              >
                {texts.right[right].label}
              </Checkbox>
            ))}
          </div>
        </>
      ) : (
        <p>{texts.iamCreateAbout}</p>
      )}
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={submit} />}
    </Dialog>
  );
}
