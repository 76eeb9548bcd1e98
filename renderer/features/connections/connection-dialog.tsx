import { ArrowLeft, Download } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import type { Connection, EndpointDraft, Mend, ProviderSummary } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, Dialog, ErrorNotice, Spinner, useTask } from '../../ui/index.ts';
import {
  connectionProblems,
  credentialOf,
  draftFor,
  draftOf,
  endpointOf,
  mended,
  type ConnectionDraft,
} from './connection-draft.ts';
import { ConnectionFields } from './connection-fields.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { importTexts } from './import-texts.ts';
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
  const [isImporting, setImporting] = useState(false);
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
  if (isImporting)
    return (
      <ImportDialog
        onBack={() => setImporting(false)}
        onClose={onClose}
        onImported={(added) => {
          const [first] = added;
          if (first !== undefined) props.onSaved?.(first);
        }}
        onSecretStore={props.onSecretStore}
      />
    );
  return (
    <Dialog
      title={texts.chooseProvider}
      size="large"
      onClose={onClose}
      footer={
        <>
          <span className="dialog-footer-start">
            <Button icon={<Download aria-hidden />} onPress={() => setImporting(true)}>
              {importTexts.open}
            </Button>
          </span>
          <Button onPress={onClose}>{texts.cancel}</Button>
        </>
      }
    >
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

/** Two endpoints are the same where all their parts are. */
const fingerprint = (endpoint: EndpointDraft): string =>
  JSON.stringify(Object.entries(endpoint).toSorted(([left], [right]) => (left < right ? -1 : 1)));

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
    connection === undefined ? draftFor(provider) : draftOf(connection, provider),
  );
  const [isTried, setTried] = useState(false);
  const [tested, setTested] = useState<TestResult>();
  const testing = useTask();
  const saving = useTask();
  const all = connectionProblems(draft, provider, connection);
  const isComplete = Object.keys(all).length === 0;
  const endpoint = endpointOf(draft, provider, connection);
  const credential = credentialOf(draft);
  const isEndpointChanged =
    connection === undefined ||
    fingerprint(endpointOf(draftOf(connection, provider), provider, connection)) !== fingerprint(endpoint);
  const [isMore, setMore] = useState(false);
  const keyField = useRef<HTMLInputElement>(null);
  const bucketField = useRef<HTMLInputElement>(null);

  const change = (part: Partial<ConnectionDraft>): void => {
    setDraft((before) => ({ ...before, ...part }));
    setTested(undefined);
    saving.clear();
  };
  /** Stray characters inside a key are for the doctor to take out: they do not keep from testing. */
  const test = (tried: ConnectionDraft = draft): void => {
    setTried(true);
    const found = connectionProblems(tried, provider, connection);
    if (Object.values(found).some((problem) => problem !== 'has-spaces')) return;
    const at = endpointOf(tried, provider, connection);
    const key = credentialOf(tried);
    testing.run(async () => {
      setTested(undefined);
      if (key !== undefined) setTested(await client.connections.test({ endpoint: at, credential: key }));
      else if (connection !== undefined)
        setTested(await client.connections.retest({ id: connection.id, endpoint: at }));
    });
  };
  const mend = (by: Mend): void => {
    if (by.do === 'replace-key') keyField.current?.focus();
    else if (by.do === 'name-bucket') {
      setMore(true);
      // The field may only just be there.
      requestAnimationFrame(() => bucketField.current?.focus());
    } else {
      const next = mended(draft, by);
      setDraft(next);
      saving.clear();
      test(next);
    }
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
              ...(draft.colour === (connection.colour ?? 'none') ? {} : { colour: draft.colour }),
            })
          : credential === undefined
            ? undefined
            : await client.connections.add({
                name,
                endpoint,
                credential,
                readOnly,
                ...(draft.colour === 'none' ? {} : { colour: draft.colour }),
              });
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
            <Button isPending={testing.isPending} onPress={() => test()}>
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
        isMore={isMore}
        onMore={setMore}
        keyRef={keyField}
        bucketRef={bucketField}
      />
      {tested === undefined ? null : (
        <div ref={reveal}>
          <TestNotice
            result={tested}
            bucketWord={provider.bucketWord}
            canList={provider.features['list-buckets'].ok && tested.buckets.length > 0}
            onMend={mend}
          />
        </div>
      )}
      {testing.error === undefined ? null : (
        <div ref={reveal}>
          <ErrorNotice error={testing.error} onAction={() => test()} />
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
