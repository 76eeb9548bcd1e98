import './create-key-dialog.css';
import { useCallback, useState, type ReactNode } from 'react';
import type { ConnectionId, ServerKey } from '../../../preload/contract/index.ts';
import { useClient } from '../../rpc/index.ts';
import {
  Button,
  Checkbox,
  Dialog,
  ErrorNotice,
  ObjectName,
  RadioGroup,
  Spinner,
  TextField,
  useLoaded,
  useTask,
} from '../../ui/index.ts';
import { EndField } from './end-field.tsx';
import { emptyKeyDraft, keyInput, keyProblems, rights, toggleVolume } from './key-draft.ts';
import { texts } from './texts.ts';

export interface NewKey {
  readonly key: ServerKey;
  readonly secretAccessKey: string;
}
export interface CreateKeyDialogProps {
  /** The embedded server's own connection: its buckets are the volumes. */
  readonly connectionId: ConnectionId;
  readonly onClose: () => void;
  readonly onMade: (made: NewKey) => void;
  /** No place for secrets has been chosen, or it is locked. */
  readonly onSecretStore?: (() => void) | undefined;
}

/** Asks for name, volumes and rights of a new key; the least is chosen at first. */
export function CreateKeyDialog({ connectionId, onClose, onMade, onSecretStore }: CreateKeyDialogProps): ReactNode {
  const client = useClient();
  const [draft, setDraft] = useState(emptyKeyDraft);
  const [isTried, setTried] = useState(false);
  const task = useTask();
  const volumes = useLoaded(
    useCallback((signal: AbortSignal) => client.buckets.list({ connectionId }, { signal }), [client, connectionId]),
  );
  const [now] = useState(() => Date.now());
  const problems = isTried ? keyProblems(draft, now) : {};
  const submit = (): void => {
    setTried(true);
    if (Object.keys(keyProblems(draft, now)).length > 0) return;
    task.run(async () => onMade(await client.keys.create(keyInput(draft, Date.now()))));
  };
  const mend =
    task.error?.action === 'choose-secret-store' || task.error?.action === 'unlock-secrets' ? onSecretStore : submit;
  return (
    <Dialog
      title={texts.createTitle}
      onClose={onClose}
      onSubmit={submit}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary" isPending={task.isPending}>
            {texts.createAction}
          </Button>
        </>
      }
    >
      <TextField
        label={texts.nameLabel}
        description={texts.nameHint}
        value={draft.name}
        maxLength={120}
        startsFocused
        error={problems.name === undefined ? undefined : texts.problem[problems.name]}
        onChange={(name) => setDraft((before) => ({ ...before, name }))}
      />
      <RadioGroup
        label={texts.volumesLabel}
        value={draft.everywhere ? 'all' : 'chosen'}
        onChange={(value) => setDraft((before) => ({ ...before, everywhere: value === 'all' }))}
        options={[
          { id: 'all', label: texts.everywhere, description: texts.everywhereAbout },
          { id: 'chosen', label: texts.chosen },
        ]}
      />
      {draft.everywhere ? null : (
        <div role="group" aria-label={texts.volumeListLabel} className="key-volumes">
          {volumes.error === undefined ? null : <ErrorNotice error={volumes.error} onAction={volumes.reload} />}
          {volumes.value === undefined ? (
            volumes.error === undefined ? (
              <Spinner label={texts.loading} />
            ) : null
          ) : volumes.value.buckets.length === 0 ? (
            <p>{texts.noVolumes}</p>
          ) : (
            volumes.value.buckets.map(({ name }) => (
              <Checkbox
                key={name}
                isSelected={draft.volumes.includes(name)}
                onChange={(on) => setDraft((before) => toggleVolume(before, name, on))}
              >
                <ObjectName name={name} />
              </Checkbox>
            ))
          )}
          {problems.volumes === undefined ? null : (
            <p className="field-error" role="alert">
              {texts.problem[problems.volumes]}
            </p>
          )}
        </div>
      )}
      <div role="group" aria-label={texts.rightsLabel} className="key-rights">
        <span className="field-label" aria-hidden>
          {texts.rightsLabel}
        </span>
        {rights.map((right) => (
          <Checkbox
            key={right}
            isSelected={draft.permissions[right]}
            description={texts.right[right].about}
            onChange={(on) =>
              setDraft((before) => ({ ...before, permissions: { ...before.permissions, [right]: on } }))
            }
          >
            {texts.right[right].label}
          </Checkbox>
        ))}
        {problems.permissions === undefined ? null : (
          <p className="field-error" role="alert">
            {texts.problem[problems.permissions]}
          </p>
        )}
      </div>
      <EndField value={draft.end} now={now} onChange={(end) => setDraft((before) => ({ ...before, end }))} />
      {problems.end === undefined ? null : (
        <p className="field-error" role="alert">
          {texts.problem[problems.end]}
        </p>
      )}
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={mend} />}
    </Dialog>
  );
}
