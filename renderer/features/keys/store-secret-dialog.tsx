import { useState, type ReactNode } from 'react';
import type { Connection, ConnectionId, RemoteKey } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { Banner, Button, Checkbox, CopyField, Dialog } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface StoreSecret {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Connections that have the new pair already. */
  readonly switched: readonly ConnectionId[];
  /** The key that it takes over from. */
  readonly rotated: RemoteKey | undefined;
}
export interface StoreSecretDialogProps {
  readonly made: StoreSecret;
  readonly connection: Connection;
  readonly names: ReadonlyMap<ConnectionId, string>;
  readonly onClose: () => void;
}

/** Shows the secret of a key that was just made at a store, the one time that it can be seen. */
export function StoreSecretDialog({ made, connection, names, onClose }: StoreSecretDialogProps): ReactNode {
  const [isStored, setStored] = useState(false);
  const { rotated, switched } = made;
  // Where everything that uses it is switched here, there is nothing left to store.
  const mustStore = rotated === undefined || switched.length === 0;
  const isDone = isStored || !mustStore;
  return (
    <Dialog
      title={texts.secretTitle}
      size="large"
      isPersistent
      onClose={onClose}
      onSubmit={() => {
        if (isDone) onClose();
      }}
      footer={
        <>
          {mustStore ? (
            <span className="dialog-footer-start">
              <Checkbox isSelected={isStored} onChange={setStored}>
                {texts.acknowledged}
              </Checkbox>
            </span>
          ) : null}
          <Button type="submit" variant="primary" disabledReason={isDone ? undefined : texts.acknowledgeHint}>
            {texts.doneAction}
          </Button>
        </>
      }
    >
      {rotated === undefined ? null : switched.length > 0 ? (
        <Banner tone="info">
          {texts.storeSwitched(switched.map((id) => displayName(names.get(id) ?? id)).join(', '))}
        </Banner>
      ) : rotated.usedBy.length > 0 ? (
        <Banner tone="warning">{texts.storeNotSwitched}</Banner>
      ) : null}
      <CopyField label={texts.accessKeyId} value={made.accessKeyId} />
      <CopyField label={texts.secretAccessKey} value={made.secretAccessKey} />
      <CopyField label={texts.endpoint} value={connection.endpoint} />
      {rotated === undefined ? null : <p>{texts.storeOldGoesOn}</p>}
    </Dialog>
  );
}
