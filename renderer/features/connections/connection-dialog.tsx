import { ArrowLeft } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Connection, ProviderSummary } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, Dialog, ErrorNotice, Spinner, useTask } from '../../ui/index.ts';
import {
  connectionProblems,
  credentialOf,
  draftFor,
  draftOf,
  endpointOf,
  type ConnectionDraft,
} from './connection-draft.ts';
import { ConnectionFields } from './connection-fields.tsx';
import { ProviderPicker } from './provider-picker.tsx';
import { TestNotice, type TestResult } from './test-notice.tsx';
import { texts } from './texts.ts';
import { useProviders } from './use-providers.ts';

export interface ConnectionDialogProps {
  /** The connection to change; a new one where absent. */
  readonly connection?: Connection;
  /** Begin at the key: it is to be replaced. */
  readonly startsAtKey?: boolean;
  readonly onClose: () => void;
  readonly onSaved?: (connection: Connection) => void;
  /** Opens the choice of where secrets are kept, or asks for the passphrase. What was typed stays. */
  readonly onSecretStore?: () => void;
  /** Hosts that open web pages themselves (`capabilities.openExternal`). */
  readonly onOpenExternal?: (url: string) => void;
}

/** Adds or changes a connection: the store, then only what that store needs, with a test before saving. */
export function ConnectionDialog(props: ConnectionDialogProps): ReactNode {
  const { connection, onClose } = props;
  const providers = useProviders();
  const [picked, setPicked] = useState<ProviderSummary>();
  const provider = picked ?? providers.value?.find(({ id }) => id === connection?.provider);
  if (provider !== undefined)
    return (
      <ConnectionForm
        {...props}
        key={provider.id}
        provider={provider}
        onBack={connection === undefined ? () => setPicked(undefined) : undefined}
      />
    );
  return (
    <Dialog title={texts.chooseProvider} size="large" onClose={onClose}>
      {providers.error === undefined ? null : <ErrorNotice error={providers.error} onAction={providers.reload} />}
      {providers.value === undefined ? (
        providers.error === undefined ? (
          <Spinner label={texts.providersLoading} />
        ) : null
      ) : (
        <ProviderPicker providers={providers.value} onPick={setPicked} />
      )}
    </Dialog>
  );
}

/** The form may be taller than the window: what has just been said comes into sight. */
const reveal = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });

interface FormProps extends ConnectionDialogProps {
  readonly provider: ProviderSummary;
  readonly onBack: (() => void) | undefined;
}

function ConnectionForm({
  connection,
  provider,
  startsAtKey = false,
  onBack,
  onClose,
  onSaved,
  onSecretStore,
  onOpenExternal,
}: FormProps): ReactNode {
  const client = useClient();
  const [draft, setDraft] = useState<ConnectionDraft>(() =>
    connection === undefined ? draftFor(provider) : draftOf(connection),
  );
  const [isTried, setTried] = useState(false);
  const [tested, setTested] = useState<TestResult>();
  const testing = useTask();
  const saving = useTask();
  const all = connectionProblems(draft, provider, connection);
  const isComplete = Object.keys(all).length === 0;
  const endpoint = endpointOf(draft, provider, connection);
  const credential = credentialOf(draft);
  const isMoved =
    connection !== undefined &&
    (connection.endpoint !== endpoint.endpoint ||
      connection.region !== endpoint.region ||
      connection.addressing !== endpoint.addressing);
  const isEndpointChanged =
    isMoved || (connection?.pinnedBuckets ?? []).join('\n') !== endpoint.pinnedBuckets.join('\n');

  const change = (part: Partial<ConnectionDraft>): void => {
    setDraft((before) => ({ ...before, ...part }));
    setTested(undefined);
    saving.clear();
  };
  const test = (): void => {
    setTried(true);
    if (!isComplete) return;
    testing.run(async () => {
      if (credential !== undefined) setTested(await client.connections.test({ endpoint, credential }));
      else if (connection !== undefined) setTested(await client.connections.retest({ id: connection.id }));
    });
  };
  const save = (): void => {
    setTried(true);
    if (!isComplete) return;
    const name = draft.name.trim();
    saving.run(async () => {
      const { readOnly } = draft;
      const answer =
        connection !== undefined
          ? await client.connections.update({
              id: connection.id,
              ...(name === connection.name ? {} : { name }),
              ...(isEndpointChanged ? { endpoint } : {}),
              ...(credential === undefined ? {} : { credential }),
              ...(readOnly === connection.readOnly ? {} : { readOnly }),
            })
          : credential === undefined
            ? undefined
            : await client.connections.add({ name, endpoint, credential, readOnly });
      if (answer !== undefined) onSaved?.(answer.connection);
      onClose();
    });
  };
  const { error } = saving;
  const needsStore = error?.action === 'choose-secret-store' || error?.action === 'unlock-secrets';

  return (
    <Dialog
      title={connection === undefined ? provider.name : texts.editTitle(displayName(connection.name))}
      onClose={onClose}
      onSubmit={save}
      footer={
        <>
          {onBack === undefined ? null : (
            <Button variant="ghost" icon={<ArrowLeft aria-hidden />} onPress={onBack}>
              {texts.back}
            </Button>
          )}
          <span className="dialog-footer-start">
            <Button
              isPending={testing.isPending}
              disabledReason={isMoved && credential === undefined ? texts.testNeedsSecret : undefined}
              onPress={test}
            >
              {texts.test}
            </Button>
          </span>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary" isPending={saving.isPending}>
            {connection === undefined ? texts.saveNew : texts.save}
          </Button>
        </>
      }
    >
      {connection === undefined ? <p className="connection-note">{provider.about}</p> : null}
      <ConnectionFields
        provider={provider}
        draft={draft}
        saved={connection}
        problems={isTried ? all : {}}
        startsAtKey={startsAtKey}
        onChange={change}
        onOpenExternal={onOpenExternal}
      />
      {tested === undefined ? null : (
        <div ref={reveal}>
          <TestNotice
            result={tested}
            bucketWord={provider.bucketWord}
            canList={provider.features['list-buckets'].ok && tested.buckets.length > 0}
          />
        </div>
      )}
      {testing.error === undefined ? null : (
        <div ref={reveal}>
          <ErrorNotice error={testing.error} onAction={test} />
        </div>
      )}
      {error === undefined ? null : (
        <div ref={reveal}>
          <ErrorNotice
            error={error}
            onAction={needsStore ? onSecretStore : error.action === 'retry' ? save : undefined}
          />
        </div>
      )}
      {tested === undefined && isComplete && error === undefined ? (
        <p className="connection-note">{texts.untested}</p>
      ) : null}
    </Dialog>
  );
}
