import './server-screen.css';
import { FolderOpen, HardDrive, KeyRound, Plus, RotateCw } from 'lucide-react';
import { useCallback, useState, type ReactNode } from 'react';
import type { ConnectionId, ServerStatus } from '../../../preload/contract/index.ts';
import { displayName, format } from '../../lib/index.ts';
import { takeNewest, useClient, useStream } from '../../rpc/index.ts';
import {
  AlertDialog,
  Badge,
  Banner,
  Button,
  CopyField,
  EmptyState,
  ErrorNotice,
  Facts,
  ObjectName,
  Screen,
  ScreenSection,
  Spinner,
  Table,
  useLoaded,
  useNow,
  useTask,
} from '../../ui/index.ts';
import { ManagementSection } from './management-section.tsx';
import { StoreChoice } from './store-choice.tsx';
import { texts } from './texts.ts';

export interface ServerScreenProps {
  readonly onOpenKeys: () => void;
  readonly onOpenVolume: (connectionId: ConnectionId, bucket: string) => void;
  readonly onNewVolume: (connectionId: ConnectionId) => void;
  /** Another value makes the list of volumes look again, for example after one was made. */
  readonly volumesVersion?: number;
}

/** The embedded S3 server: whether it runs and where, its volumes, and how programs reach it. */
export function ServerScreen({
  onOpenKeys,
  onOpenVolume,
  onNewVolume,
  volumesVersion = 0,
}: ServerScreenProps): ReactNode {
  const client = useClient();
  const { value: status, error } = useStream(client.server.watch, takeNewest);
  const [isAsking, setAsking] = useState(false);
  const task = useTask();
  const restart = (): void =>
    task.run(async () => {
      await client.server.restart({});
      setAsking(false);
    });
  return (
    <Screen
      title={texts.title}
      about={texts.about}
      actions={
        <Button icon={<RotateCw aria-hidden />} isPending={task.isPending} onPress={() => setAsking(true)}>
          {texts.restart}
        </Button>
      }
    >
      {error === undefined ? null : <ErrorNotice error={error} />}
      {status === undefined ? (
        error === undefined ? (
          <Spinner label={texts.loading} />
        ) : null
      ) : (
        <>
          <ServerState status={status} onRestart={restart} />
          <Volumes
            key={`${String(status.startedAt)} ${volumesVersion}`}
            status={status}
            onOpen={onOpenVolume}
            onNew={onNewVolume}
          />
          <ScreenSection
            title={texts.connection}
            about={texts.connectionAbout}
            actions={
              <Button icon={<KeyRound aria-hidden />} onPress={onOpenKeys}>
                {texts.keysAction}
              </Button>
            }
          >
            {null}
          </ScreenSection>
          <ManagementSection status={status} />
        </>
      )}
      {isAsking ? (
        <AlertDialog
          title={texts.restartTitle}
          actionLabel={texts.restartAction}
          tone="primary"
          isPending={task.isPending}
          onAction={restart}
          onClose={() => setAsking(false)}
        >
          <p>{texts.restartBody}</p>
          {task.error === undefined ? null : <ErrorNotice error={task.error} />}
        </AlertDialog>
      ) : null}
    </Screen>
  );
}

function ServerState({
  status,
  onRestart,
}: {
  readonly status: ServerStatus;
  readonly onRestart: () => void;
}): ReactNode {
  const now = useNow(30_000);
  const state = status.running ? 'running' : status.error === undefined ? 'stopped' : 'failed';
  const tone = { running: 'success', stopped: 'neutral', failed: 'danger' } as const;
  return (
    <>
      {status.error === undefined ? null : (
        <ErrorNotice error={status.error} onAction={status.error.action === 'retry' ? onRestart : undefined} />
      )}
      {status.portTaken === undefined ? null : (
        <Banner
          tone="warning"
          actions={
            <Button size="small" onPress={onRestart}>
              {texts.portTakenAction}
            </Button>
          }
        >
          {texts.portTaken(String(status.portTaken))}
        </Banner>
      )}
      <Facts
        facts={[
          [
            texts.stateLabel,
            <span key="state" className="server-state" role="status">
              <Badge tone={tone[state]}>{texts.state[state]}</Badge>
              {status.startedAt === undefined || !status.running
                ? null
                : texts.since(format.when(status.startedAt), format.relative(Math.min(status.startedAt, now), now))}
            </span>,
          ],
          ...(status.endpoint === undefined
            ? []
            : ([
                [
                  texts.address,
                  <div key="address" className="server-copy">
                    <CopyField label={texts.address} isLabelHidden value={status.endpoint} />
                  </div>,
                ],
                [texts.reach, texts.reachLocal],
              ] as const)),
          [
            texts.region,
            <div key="region" className="server-copy">
              <CopyField label={texts.region} isLabelHidden value={status.region} />
            </div>,
          ],
        ]}
      />
    </>
  );
}

function Volumes({
  status,
  onOpen,
  onNew,
}: {
  readonly status: ServerStatus;
  readonly onOpen: (connectionId: ConnectionId, bucket: string) => void;
  readonly onNew: (connectionId: ConnectionId) => void;
}): ReactNode {
  const client = useClient();
  const { connectionId } = status;
  const volumes = useLoaded(
    useCallback((signal: AbortSignal) => client.buckets.list({ connectionId }, { signal }), [client, connectionId]),
  );
  const stores = useLoaded(useCallback((signal: AbortSignal) => client.server.volumes({}, { signal }), [client]));
  const newButton = (
    <Button icon={<Plus aria-hidden />} isDisabled={!status.running} onPress={() => onNew(connectionId)}>
      {texts.newVolume}
    </Button>
  );
  const list = volumes.value?.buckets;
  return (
    <ScreenSection title={texts.volumes} actions={list?.length === 0 ? undefined : newButton}>
      {volumes.error === undefined ? null : <ErrorNotice error={volumes.error} onAction={volumes.reload} />}
      {list === undefined ? (
        volumes.error === undefined ? (
          <Spinner label={texts.volumesLoading} />
        ) : null
      ) : list.length === 0 ? (
        <EmptyState icon={<HardDrive aria-hidden />} title={texts.noVolumes} actions={newButton} />
      ) : (
        <Table
          label={texts.volumes}
          rows={list}
          rowId={(volume) => volume.name}
          columns={[
            {
              id: 'name',
              label: texts.column.name,
              isRowHeader: true,
              render: (volume) => <ObjectName name={volume.name} />,
            },
            {
              id: 'kind',
              label: texts.column.kind,
              width: '140px',
              render: (volume) => texts.kind[volume.local?.kind ?? 'object'],
            },
            {
              id: 'folder',
              label: texts.column.folder,
              render: (volume) => (volume.local?.folder === undefined ? '' : <ObjectName name={volume.local.folder} />),
            },
            {
              id: 'store',
              label: texts.column.store,
              width: '150px',
              render: (volume) => {
                const local = stores.value?.volumes.find(({ bucket }) => bucket === volume.name);
                return local === undefined ? '' : <StoreChoice volume={local} onChanged={stores.reload} />;
              },
            },
            {
              id: 'created',
              label: texts.column.created,
              width: '180px',
              render: (volume) => (volume.createdAt === undefined ? '' : format.when(volume.createdAt)),
            },
            {
              id: 'actions',
              label: texts.column.actions,
              isLabelHidden: true,
              width: '100px',
              align: 'end',
              render: (volume) => (
                <Button
                  size="small"
                  icon={<FolderOpen aria-hidden />}
                  aria-label={texts.openVolume(displayName(volume.name))}
                  onPress={() => onOpen(connectionId, volume.name)}
                >
                  {texts.open}
                </Button>
              ),
            },
          ]}
        />
      )}
    </ScreenSection>
  );
}
