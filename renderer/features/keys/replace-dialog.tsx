import './replace-dialog.css';
import { useCallback, useState, type ReactNode } from 'react';
import type { AppErrorShape, Connection, ConnectionId } from '../../../preload/contract/index.ts';
import { displayName, errorSentence } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import {
  Button,
  Checkbox,
  Dialog,
  ErrorNotice,
  ObjectName,
  Spinner,
  TextField,
  useLoaded,
  useTask,
  useToast,
} from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface ReplaceDialogProps {
  readonly connection: Connection;
  readonly connections: readonly Connection[];
  readonly onClose: () => void;
}

type Results = ReadonlyMap<ConnectionId, AppErrorShape | undefined>;

/** A new pair for every connection that uses the old one: tested everywhere first, then swapped, with a way back. */
export function ReplaceDialog({ connection, connections, onClose }: ReplaceDialogProps): ReactNode {
  const client = useClient();
  const toast = useToast();
  const [accessKeyId, setAccessKeyId] = useState('');
  const [secret, setSecret] = useState('');
  const [token, setToken] = useState('');
  const [off, setOff] = useState<ReadonlySet<ConnectionId>>(new Set());
  const [added, setAdded] = useState<ReadonlySet<ConnectionId>>(new Set());
  const [results, setResults] = useState<Results>();
  const task = useTask();
  const { id: connectionId } = connection;
  const plan = useLoaded(
    useCallback(
      (signal: AbortSignal) => client.keys.planReplacement({ connectionId }, { signal }),
      [client, connectionId],
    ),
  );
  const same = plan.value?.same ?? [connectionId];
  const others = plan.value?.others ?? [];
  const chosen = [...same.filter((id) => !off.has(id)), ...others.filter((id) => added.has(id))];
  const isReady = accessKeyId.trim() !== '' && secret.trim() !== '' && chosen.length > 0;
  const replace = (): void => {
    if (!isReady) return;
    setResults(undefined);
    task.run(async () => {
      const done = await client.keys.replace({
        connectionIds: chosen,
        credential: {
          accessKeyId,
          secretAccessKey: secret,
          ...(token.trim() === '' ? {} : { sessionToken: token }),
        },
      });
      if (done.replacement === undefined) {
        setResults(new Map(done.results.map(({ connectionId: id, error }) => [id, error])));
        return;
      }
      toast({ tone: 'success', text: texts.replaced(chosen.length) });
      onClose();
    });
  };
  const toggle = (set: ReadonlySet<ConnectionId>, id: ConnectionId, on: boolean): ReadonlySet<ConnectionId> => {
    const next = new Set(set);
    if (on) next.add(id);
    else next.delete(id);
    return next;
  };
  const row = (id: ConnectionId, isOn: boolean, onChange: (on: boolean) => void): ReactNode => {
    const error = results?.get(id);
    const found = connections.find((one) => one.id === id);
    return (
      <li key={id}>
        <Checkbox
          isSelected={isOn}
          onChange={onChange}
          description={error === undefined ? undefined : errorSentence(error).title}
        >
          <ObjectName name={found?.name ?? id} />
        </Checkbox>
      </li>
    );
  };
  const failed = results === undefined ? undefined : [...results.values()].find((error) => error !== undefined);
  return (
    <Dialog
      title={texts.replaceTitle}
      onClose={onClose}
      onSubmit={replace}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary" isPending={task.isPending} isDisabled={!isReady}>
            {texts.replaceAction(chosen.length)}
          </Button>
        </>
      }
    >
      <p>{texts.replaceAbout(displayName(connection.accessKeyId))}</p>
      <TextField
        label={texts.newAccessKeyId}
        value={accessKeyId}
        maxLength={256}
        isMono
        startsFocused
        onChange={setAccessKeyId}
      />
      <TextField
        label={texts.newSecret}
        type="password"
        autoComplete="new-password"
        value={secret}
        maxLength={4096}
        onChange={setSecret}
      />
      <TextField
        label={texts.newToken}
        type="password"
        autoComplete="new-password"
        value={token}
        maxLength={16_384}
        description={texts.newTokenHint}
        onChange={setToken}
      />
      {plan.error === undefined ? null : <ErrorNotice error={plan.error} onAction={plan.reload} />}
      {plan.value === undefined ? (
        plan.error === undefined ? (
          <Spinner label={texts.replacePlanning} />
        ) : null
      ) : (
        <div role="group" aria-label={texts.replaceIn} className="replace-list">
          <span className="field-label" aria-hidden>
            {texts.replaceIn}
          </span>
          <ul>
            {same.map((id) => row(id, !off.has(id), (on) => setOff((before) => toggle(before, id, !on))))}
            {others.map((id) => row(id, added.has(id), (on) => setAdded((before) => toggle(before, id, on))))}
          </ul>
          {others.length === 0 ? null : <p className="field-description">{texts.replaceOthers}</p>}
        </div>
      )}
      {failed === undefined ? null : (
        <>
          <p role="alert">{texts.replaceRefused}</p>
          <ErrorNotice error={failed} role="none" />
        </>
      )}
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={replace} />}
    </Dialog>
  );
}
