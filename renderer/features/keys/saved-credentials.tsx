import { Cloud, FileKey, KeyRound, MemoryStick, MoreHorizontal, ShieldCheck, Timer } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import type { Connection, KeyFacts, SecretPlace } from '../../../preload/contract/index.ts';
import { applyListDelta, displayName, format, secretPlaceWords, type KeyedDelta } from '../../lib/index.ts';
import { takeNewest, useClient, useStream } from '../../rpc/index.ts';
import {
  Badge,
  Button,
  EmptyState,
  ErrorNotice,
  MenuButton,
  ObjectName,
  ScreenSection,
  Spinner,
  Table,
  useLoaded,
  useNow,
  useTask,
  type TableColumn,
} from '../../ui/index.ts';
import { EndDialog } from './end-dialog.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { keyAge, type KeyAge } from './key-age.ts';
import { ReplaceDialog } from './replace-dialog.tsx';
import { Replacements } from './replacements.tsx';
import { StoreKeysDialog } from './store-keys-dialog.tsx';
import { texts } from './texts.ts';

interface Connections {
  readonly connections: Connection[];
}
const applyConnections = (before: Connections, delta: KeyedDelta<Connection, Connection['id']>): Connections => ({
  connections: applyListDelta(before.connections, delta),
});

const placeIcons: Readonly<Record<SecretPlace, ReactNode>> = {
  keychain: <ShieldCheck aria-hidden />,
  session: <Timer aria-hidden />,
  'passphrase-file': <FileKey aria-hidden />,
  memory: <MemoryStick aria-hidden />,
};
const ageTone = { fine: 'neutral', old: 'warning', soon: 'warning', ended: 'danger' } as const;

export interface SavedCredentialsProps {
  readonly onAddConnection: () => void;
  /** Opens the connection, at its key. */
  readonly onReplaceKey: (connection: Connection) => void;
}

type Open = {
  readonly kind: 'replace' | 'export' | 'end' | 'store';
  readonly connection: Connection;
};

/** Credentials of saved connections: how old they are, where each secret lives, replaced everywhere, and handed on. */
export function SavedCredentials({ onAddConnection, onReplaceKey }: SavedCredentialsProps): ReactNode {
  const client = useClient();
  const { value, error } = useStream(client.connections.watch, applyConnections);
  const life = useStream(client.keys.facts, takeNewest);
  const providers = useLoaded(
    useCallback((signal: AbortSignal) => client.connections.providers({}, { signal }), [client]),
  );
  const [open, setOpen] = useState<Open>();
  const task = useTask();
  const facts = new Map(life.value?.facts.map((fact) => [fact.connectionId, fact]));
  // A temporary credential counts down by the second in its last minutes.
  const isHurried = [...facts.values()].some(({ temporary, expiresAt }) => temporary && expiresAt !== undefined);
  const now = useNow(isHurried ? 1000 : 30_000);
  const saved = (value?.connections ?? []).filter((connection) => !connection.local);
  const consoleOf = (connection: Connection): string | undefined =>
    providers.value?.providers.find(({ id }) => id === connection.provider)?.consoleUrl;
  const close = (): void => setOpen(undefined);
  const act = (action: string, connection: Connection): void => {
    if (action === 'replace' || action === 'export' || action === 'end' || action === 'store')
      setOpen({ kind: action, connection });
    if (action === 'edit') onReplaceKey(connection);
    if (action === 'console') {
      const url = consoleOf(connection);
      if (url !== undefined)
        task.run(async () => {
          await client.host.openExternal({ url });
        });
    }
  };
  const columns: readonly TableColumn<Connection>[] = [
    {
      id: 'connection',
      label: texts.savedColumn.connection,
      isRowHeader: true,
      render: (connection) => (
        <div className="two-lines">
          <ObjectName name={connection.name} />
          <span className="two-lines-second">
            <ObjectName name={scopeOf(connection)} />
          </span>
        </div>
      ),
    },
    {
      id: 'accessKeyId',
      label: texts.savedColumn.accessKeyId,
      render: (connection) => {
        const users = saved.filter(
          ({ accessKeyId, provider }) => accessKeyId === connection.accessKeyId && provider === connection.provider,
        ).length;
        return (
          <div className="two-lines">
            <span className="mono">
              <ObjectName name={connection.accessKeyId} />
            </span>
            {users > 1 ? <span className="two-lines-second">{texts.usedIn(users)}</span> : null}
          </div>
        );
      },
    },
    {
      id: 'place',
      label: texts.savedColumn.place,
      width: '150px',
      render: (connection) =>
        connection.hasSecret ? (
          <span title={secretPlaceWords(connection.secretPlace).about}>
            <Badge icon={placeIcons[connection.secretPlace]}>{secretPlaceWords(connection.secretPlace).label}</Badge>
          </span>
        ) : (
          <span title={texts.secretMissingAbout}>
            <Badge tone="warning">{texts.secretMissing}</Badge>
          </span>
        ),
    },
    {
      id: 'age',
      label: texts.savedColumn.age,
      width: '148px',
      render: (connection) => <Age facts={facts.get(connection.id)} now={now} />,
    },
    {
      id: 'lastUsed',
      label: texts.savedColumn.lastUsed,
      width: '120px',
      render: (connection) => (
        <span className="key-when">
          {connection.lastUsedAt === undefined
            ? texts.never
            : format.relative(Math.min(connection.lastUsedAt, now), now)}
        </span>
      ),
    },
    {
      id: 'actions',
      label: texts.savedColumn.actions,
      isLabelHidden: true,
      width: '164px',
      align: 'end',
      render: (connection) => (
        <span className="row-actions">
          <Button
            size="small"
            icon={<KeyRound aria-hidden />}
            aria-label={texts.replaceOf(displayName(connection.name))}
            onPress={() => act('replace', connection)}
          >
            {texts.replace}
          </Button>
          <MenuButton
            label={texts.keyActionsOf(displayName(connection.name))}
            icon={<MoreHorizontal aria-hidden />}
            size="small"
            onAction={(action) => act(action, connection)}
            items={[
              { id: 'store', label: texts.storeMenu },
              { id: 'export', label: texts.exportMenu },
              { id: 'end', label: texts.noteEnd },
              ...(consoleOf(connection) === undefined ? [] : [{ id: 'console', label: texts.openConsole }]),
              { id: 'edit', label: texts.editConnection, startsGroup: true },
            ]}
          />
        </span>
      ),
    },
  ];
  return (
    <ScreenSection title={texts.savedTitle} about={texts.savedAbout}>
      {error === undefined ? null : <ErrorNotice error={error} />}
      {life.error === undefined ? null : <ErrorNotice error={life.error} />}
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={task.clear} />}
      <Replacements replacements={life.value?.replacements ?? []} connections={saved} now={now} />
      {value === undefined ? (
        error === undefined ? (
          <Spinner label={texts.loading} />
        ) : null
      ) : saved.length === 0 ? (
        <EmptyState
          icon={<Cloud aria-hidden />}
          title={texts.savedEmpty}
          actions={<Button onPress={onAddConnection}>{texts.addConnection}</Button>}
        >
          {texts.savedEmptyHint}
        </EmptyState>
      ) : (
        <Table label={texts.savedTitle} rows={saved} rowId={(connection) => connection.id} columns={columns} />
      )}
      {open?.kind === 'replace' ? (
        <ReplaceDialog connection={open.connection} connections={saved} onClose={close} />
      ) : open?.kind === 'export' ? (
        <ExportDialog
          subject={{ kind: 'connection', id: open.connection.id }}
          name={displayName(open.connection.name)}
          onClose={close}
        />
      ) : open?.kind === 'store' ? (
        <StoreKeysDialog connection={open.connection} connections={saved} onClose={close} />
      ) : open?.kind === 'end' ? (
        <EndDialog
          title={texts.noteEndTitle}
          about={texts.noteEndAbout}
          end={facts.get(open.connection.id)?.expiresAt}
          onSave={async (expiresAt) => {
            const { id: connectionId } = open.connection;
            await client.keys.setExpiry({ connectionId, ...(expiresAt === undefined ? {} : { expiresAt }) });
          }}
          onClose={close}
        />
      ) : null}
    </ScreenSection>
  );
}

/** What a key opens, as far as it is known here. */
const scopeOf = ({ pinnedBuckets, endpoint }: Connection): string =>
  pinnedBuckets.length === 0 ? endpoint : `${pinnedBuckets.join(', ')} · ${endpoint}`;

function Age({ facts, now }: { readonly facts: KeyFacts | undefined; readonly now: number }): ReactNode {
  if (facts === undefined) return null;
  const age: KeyAge = keyAge(facts, now);
  const { expiresAt, since, temporary } = facts;
  const end = expiresAt === undefined ? undefined : format.relative(expiresAt, now);
  return (
    <div className="two-lines">
      <span className="key-when" title={format.exactWhen(since)}>
        {temporary ? texts.temporary : format.relative(Math.min(since, now), now)}
      </span>
      {age === 'fine' ? (
        end === undefined ? null : (
          <span className="two-lines-second">{texts.ends(end)}</span>
        )
      ) : (
        <span title={texts.ageAbout[age]}>
          <Badge tone={ageTone[age]}>{age === 'old' ? texts.age.old : texts.age[age](end ?? '')}</Badge>
        </span>
      )}
    </div>
  );
}
