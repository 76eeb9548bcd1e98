import { Cloud, FileKey, KeyRound, MemoryStick, ShieldCheck, Timer } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Connection, SecretPlace } from '../../../preload/contract/index.ts';
import { applyListDelta, displayName, format, secretPlaceWords, type KeyedDelta } from '../../lib/index.ts';
import { useClient, useStream } from '../../rpc/index.ts';
import {
  Badge,
  Button,
  EmptyState,
  ErrorNotice,
  ObjectName,
  ScreenSection,
  Spinner,
  Table,
  useNow,
} from '../../ui/index.ts';
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

export interface SavedCredentialsProps {
  readonly onAddConnection: () => void;
  readonly onReplaceKey: (connection: Connection) => void;
}

/** Credentials of saved connections: where each secret lives, and a way to replace it. */
export function SavedCredentials({ onAddConnection, onReplaceKey }: SavedCredentialsProps): ReactNode {
  const client = useClient();
  const { value, error } = useStream(client.connections.watch, applyConnections);
  const now = useNow(30_000);
  const saved = (value?.connections ?? []).filter((connection) => !connection.local);
  return (
    <ScreenSection title={texts.savedTitle} about={texts.savedAbout}>
      {error === undefined ? null : <ErrorNotice error={error} />}
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
        <Table
          label={texts.savedTitle}
          rows={saved}
          rowId={(connection) => connection.id}
          columns={[
            {
              id: 'connection',
              label: texts.savedColumn.connection,
              isRowHeader: true,
              render: (connection) => (
                <div className="two-lines">
                  <ObjectName name={connection.name} />
                  <span className="two-lines-second">
                    <ObjectName name={connection.endpoint} />
                  </span>
                </div>
              ),
            },
            {
              id: 'accessKeyId',
              label: texts.savedColumn.accessKeyId,
              render: (connection) => (
                <span className="mono">
                  <ObjectName name={connection.accessKeyId} />
                </span>
              ),
            },
            {
              id: 'place',
              label: texts.savedColumn.place,
              width: '180px',
              render: (connection) =>
                connection.hasSecret ? (
                  <span title={secretPlaceWords(connection.secretPlace).about}>
                    <Badge icon={placeIcons[connection.secretPlace]}>
                      {secretPlaceWords(connection.secretPlace).label}
                    </Badge>
                  </span>
                ) : (
                  <span title={texts.secretMissingAbout}>
                    <Badge tone="warning">{texts.secretMissing}</Badge>
                  </span>
                ),
            },
            {
              id: 'lastUsed',
              label: texts.savedColumn.lastUsed,
              width: '130px',
              render: (connection) =>
                connection.lastUsedAt === undefined
                  ? texts.never
                  : format.relative(Math.min(connection.lastUsedAt, now), now),
            },
            {
              id: 'actions',
              label: texts.savedColumn.actions,
              isLabelHidden: true,
              width: '132px',
              align: 'end',
              render: (connection) => (
                <Button
                  size="small"
                  icon={<KeyRound aria-hidden />}
                  aria-label={texts.replaceOf(displayName(connection.name))}
                  onPress={() => onReplaceKey(connection)}
                >
                  {texts.replace}
                </Button>
              ),
            },
          ]}
        />
      )}
    </ScreenSection>
  );
}
