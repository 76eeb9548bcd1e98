import './store-keys-dialog.css';
import { Plus } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import type { Connection, KeyApi, RemoteKey } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import {
  AlertDialog,
  Button,
  Dialog,
  ErrorNotice,
  Spinner,
  Table,
  useLoaded,
  useNow,
  useTask,
} from '../../ui/index.ts';
import { NewStoreKeyDialog } from './new-store-key-dialog.tsx';
import { StoreApiForm } from './store-api-form.tsx';
import { StoreSecretDialog, type StoreSecret } from './store-secret-dialog.tsx';
import { remoteColumns } from './remote-columns.tsx';
import { texts } from './texts.ts';

export interface StoreKeysDialogProps {
  readonly connection: Connection;
  readonly connections: readonly Connection[];
  readonly onClose: () => void;
}

type Asked = { readonly what: 'rotate' | 'revoke'; readonly key: RemoteKey };

/** Keys that live at a store, by the store's own API: made, rotated, turned off, revoked. */
export function StoreKeysDialog({ connection, connections, onClose }: StoreKeysDialogProps): ReactNode {
  const client = useClient();
  const { id: connectionId } = connection;
  const api = useLoaded(
    useCallback((signal: AbortSignal) => client.keys.api({ connectionId }, { signal }), [client, connectionId]),
  );
  const [isEditing, setEditing] = useState(false);
  const [isCreating, setCreating] = useState(false);
  const [secret, setSecret] = useState<StoreSecret>();
  const current = api.value;
  const name = displayName(connection.name);
  // One dialog at a time, in the place of the list: the focus has one way back.
  if (secret !== undefined)
    return (
      <StoreSecretDialog
        made={secret}
        connection={connection}
        names={new Map(connections.map((one) => [one.id, one.name]))}
        onClose={() => setSecret(undefined)}
      />
    );
  if (isCreating && current !== undefined)
    return (
      <NewStoreKeyDialog
        connection={connection}
        hasScope={current.can.scope}
        onClose={() => setCreating(false)}
        onMade={(made) => {
          setCreating(false);
          setSecret(made);
        }}
      />
    );
  return (
    <Dialog
      title={texts.storeTitle(name)}
      size="large"
      onClose={onClose}
      footer={<Button onPress={onClose}>{texts.close}</Button>}
    >
      {api.error === undefined ? null : <ErrorNotice error={api.error} onAction={api.reload} />}
      {current === undefined ? (
        api.error === undefined ? (
          <Spinner label={texts.loading} />
        ) : null
      ) : current.kind === 'console' ? (
        <p>{texts.apiAbout.console}</p>
      ) : isEditing || !isReady(current) ? (
        <StoreApiForm
          connectionId={connectionId}
          api={current}
          onCancel={isReady(current) ? () => setEditing(false) : undefined}
          onSaved={() => {
            setEditing(false);
            api.reload();
          }}
        />
      ) : (
        <>
          <div className="store-api-line">
            <span>{texts.storeApiAt(current.address ?? '')}</span>
            <Button size="small" onPress={() => setEditing(true)}>
              {texts.change}
            </Button>
          </div>
          {current.can.list ? (
            <RemoteKeys
              api={current}
              connection={connection}
              connections={connections}
              onCreate={() => setCreating(true)}
              onSecret={setSecret}
            />
          ) : (
            <p>{texts.storeLinksOnly}</p>
          )}
        </>
      )}
    </Dialog>
  );
}

const isReady = ({ address, needsToken, hasToken }: KeyApi): boolean =>
  address !== undefined && (!needsToken || hasToken);

function RemoteKeys({
  api,
  connection,
  connections,
  onCreate,
  onSecret,
}: {
  readonly api: KeyApi;
  readonly connection: Connection;
  readonly connections: readonly Connection[];
  readonly onCreate: () => void;
  readonly onSecret: (made: StoreSecret) => void;
}): ReactNode {
  const client = useClient();
  const now = useNow(30_000);
  const { id: connectionId } = connection;
  const list = useLoaded(
    useCallback((signal: AbortSignal) => client.keys.remote({ connectionId }, { signal }), [client, connectionId]),
  );
  const [asked, setAsked] = useState<Asked>();
  const task = useTask();
  const rotate = (key: RemoteKey): void =>
    task.run(async () => {
      const made = await client.keys.rotateRemote({ connectionId, keyId: key.id });
      onSecret({ ...made, rotated: key });
    });
  const revoke = (key: RemoteKey): void =>
    task.run(async () => {
      await client.keys.revokeRemote({ connectionId, keyId: key.id });
      setAsked(undefined);
      list.reload();
    });
  const act = (action: string, key: RemoteKey): void => {
    task.clear();
    if (action === 'rotate' || action === 'revoke') setAsked({ what: action, key });
    if (action === 'off' || action === 'on')
      task.run(async () => {
        await client.keys.setRemoteActive({ connectionId, keyId: key.id, active: action === 'on' });
        list.reload();
      });
  };
  const keys = list.value?.keys ?? [];
  const names = new Map(connections.map(({ id, name }) => [id, name]));
  return (
    <>
      {list.error === undefined ? null : (
        <ErrorNotice error={list.error} onAction={list.reload} actionLabel={texts.retry} />
      )}
      {task.error === undefined || asked !== undefined ? null : (
        <ErrorNotice error={task.error} onAction={task.clear} />
      )}
      {list.value === undefined ? (
        list.error === undefined ? (
          <Spinner label={texts.loading} />
        ) : null
      ) : keys.length === 0 ? (
        <p>{texts.storeEmpty}</p>
      ) : (
        <Table
          label={texts.storeTable}
          rows={keys}
          rowId={(key) => key.id}
          columns={remoteColumns({ now, canDisable: api.can.disable, hasScope: api.can.scope, names, onAction: act })}
        />
      )}
      <div>
        <Button icon={<Plus aria-hidden />} isDisabled={list.value === undefined} onPress={onCreate}>
          {texts.storeCreate}
        </Button>
      </div>
      {asked === undefined ? null : (
        <AlertDialog
          title={
            asked.what === 'rotate'
              ? texts.rotateTitle(displayName(asked.key.name || asked.key.accessKeyId))
              : texts.revokeTitle(displayName(asked.key.name || asked.key.accessKeyId))
          }
          actionLabel={asked.what === 'rotate' ? texts.rotateAction : texts.revokeAction}
          tone={asked.what === 'rotate' ? 'primary' : 'danger'}
          isPending={task.isPending}
          onClose={() => {
            setAsked(undefined);
            task.clear();
          }}
          onAction={() => (asked.what === 'rotate' ? rotate(asked.key) : revoke(asked.key))}
        >
          <p>
            {asked.what === 'rotate'
              ? texts.storeRotateBody(asked.key.usedBy.length)
              : texts.storeRevokeBody(asked.key.usedBy.length)}
          </p>
          {task.error === undefined ? null : <ErrorNotice error={task.error} />}
        </AlertDialog>
      )}
    </>
  );
}
