import { CalendarClock, KeyRound, MoreHorizontal, Plus, RotateCw, SquareTerminal, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { ServerKey, ServerStatus } from '../../../preload/contract/index.ts';
import { applyListDelta, displayName, format, secretPlaceWords, type KeyedDelta } from '../../lib/index.ts';
import { useClient, useStream } from '../../rpc/index.ts';
import {
  AlertDialog,
  Badge,
  Banner,
  Button,
  CopyField,
  EmptyState,
  ErrorNotice,
  MenuButton,
  ObjectName,
  ScreenSection,
  Select,
  Spinner,
  Table,
  useNow,
  useTask,
  type TableColumn,
} from '../../ui/index.ts';
import { CreateKeyDialog, type NewKey } from './create-key-dialog.tsx';
import { EndDialog } from './end-dialog.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { RightsChips } from './rights-chips.tsx';
import { SecretOnceDialog } from './secret-once-dialog.tsx';
import { texts } from './texts.ts';

interface Keys {
  readonly keys: ServerKey[];
}
const applyKeys = (before: Keys, delta: KeyedDelta<ServerKey, ServerKey['id']>): Keys => ({
  keys: applyListDelta(before.keys, delta),
});

type Open =
  | { readonly kind: 'create' }
  | { readonly kind: 'secret'; readonly made: NewKey; readonly isRotated: boolean }
  | { readonly kind: 'snippets' | 'rotate' | 'revoke' | 'end'; readonly key: ServerKey };

export interface ServerKeysProps {
  /** Undefined until it is known. */
  readonly status: ServerStatus | undefined;
  readonly onSecretStore: (() => void) | undefined;
}

/** Keys of the embedded server: made, shown once, rotated, revoked. */
export function ServerKeys({ status, onSecretStore }: ServerKeysProps): ReactNode {
  const client = useClient();
  const list = useStream(client.keys.watch, applyKeys);
  const now = useNow(30_000);
  const [open, setOpen] = useState<Open>();
  const [overlap, setOverlap] = useState(0);
  const task = useTask();
  const close = (): void => {
    setOpen(undefined);
    task.clear();
  };
  const keys = [...(list.value?.keys ?? [])].sort((a, b) => b.createdAt - a.createdAt);
  const rotate = (key: ServerKey): void =>
    task.run(async () => {
      const made = await client.keys.rotate({ id: key.id, overlapSeconds: overlap });
      setOpen({ kind: 'secret', made, isRotated: true });
    });
  const revoke = (key: ServerKey): void =>
    task.run(async () => {
      await client.keys.revoke({ id: key.id });
      setOpen(undefined);
    });
  const act = (action: string, key: ServerKey): void => {
    task.clear();
    setOverlap(0);
    if (action === 'snippets' || action === 'rotate' || action === 'revoke' || action === 'end')
      setOpen({ kind: action, key });
    if (action === 'overlap')
      task.run(async () => {
        await client.keys.endOverlap({ id: key.id });
      });
  };
  const createButton = (
    <Button
      variant="primary"
      icon={<Plus aria-hidden />}
      isDisabled={status === undefined}
      onPress={() => setOpen({ kind: 'create' })}
    >
      {texts.create}
    </Button>
  );

  const columns: readonly TableColumn<ServerKey>[] = [
    {
      id: 'name',
      label: texts.column.name,
      isRowHeader: true,
      render: (key) => (
        <div className="two-lines" title={texts.madeAt(format.exactWhen(key.createdAt))}>
          <ObjectName name={key.name} />
          <span className="two-lines-second mono">{key.accessKeyId}</span>
        </div>
      ),
    },
    {
      id: 'volumes',
      label: texts.column.volumes,
      // Leaves a key id of 20 characters room in the narrowest window.
      width: '100px',
      render: (key) =>
        key.volumes === '*' ? (
          texts.allVolumes
        ) : key.volumes.length > 2 ? (
          <span title={key.volumes.map(displayName).join(', ')}>
            {texts.volumesCount(format.count(key.volumes.length))}
          </span>
        ) : (
          <ObjectName name={key.volumes.join(', ')} />
        ),
    },
    {
      id: 'rights',
      label: texts.column.rights,
      width: '204px',
      render: (key) => <RightsChips permissions={key.permissions} />,
    },
    {
      id: 'lastUsed',
      label: texts.column.lastUsed,
      width: '116px',
      render: (key) =>
        key.lastUsedAt === undefined ? (
          texts.never
        ) : (
          <span className="key-when" title={format.exactWhen(key.lastUsedAt)}>
            {format.relative(Math.min(key.lastUsedAt, now), now)}
          </span>
        ),
    },
    {
      id: 'requests',
      label: texts.column.requests,
      width: '80px',
      align: 'end',
      render: (key) => format.count(key.requests),
    },
    {
      id: 'ends',
      label: texts.column.ends,
      width: '156px',
      render: (key) => (
        <div className="two-lines">
          <span className="key-when" title={key.expiresAt === undefined ? undefined : format.exactWhen(key.expiresAt)}>
            {key.expiresAt === undefined ? texts.endNever : format.relative(key.expiresAt, now)}
          </span>
          {key.previous === undefined || key.previous.until <= now ? null : (
            <span className="two-lines-second" title={format.exactWhen(key.previous.until)}>
              {texts.overlapUntil(format.relative(key.previous.until, now))}
            </span>
          )}
        </div>
      ),
    },
    {
      id: 'state',
      label: texts.column.state,
      width: '112px',
      render: (key) => {
        const isOver = key.expiresAt !== undefined && key.expiresAt <= now;
        const works = key.usable && !isOver;
        const about = works
          ? secretPlaceWords(key.secretPlace).about
          : isOver
            ? texts.expiredAbout
            : texts.secretGoneAbout;
        return (
          <span title={about}>
            <Badge tone={works ? 'success' : 'warning'}>
              {works ? texts.state.works : isOver ? texts.state.expired : texts.state.secretGone}
            </Badge>
          </span>
        );
      },
    },
    {
      id: 'actions',
      label: texts.column.actions,
      isLabelHidden: true,
      width: '44px',
      align: 'end',
      render: (key) => (
        <MenuButton
          label={texts.actionsOf(displayName(key.name))}
          icon={<MoreHorizontal aria-hidden />}
          size="small"
          onAction={(action) => act(action, key)}
          items={[
            { id: 'snippets', label: texts.showSnippets, icon: <SquareTerminal aria-hidden /> },
            { id: 'end', label: texts.endMenu, icon: <CalendarClock aria-hidden />, startsGroup: true },
            { id: 'rotate', label: texts.rotate, icon: <RotateCw aria-hidden /> },
            ...(key.previous === undefined ? [] : [{ id: 'overlap', label: texts.endOverlap }]),
            { id: 'revoke', label: texts.revoke, icon: <Trash2 aria-hidden />, isDanger: true },
          ]}
        />
      ),
    },
  ];

  return (
    <ScreenSection
      title={texts.serverTitle}
      about={texts.serverAbout}
      actions={keys.length === 0 ? undefined : createButton}
    >
      {status === undefined ? null : status.endpoint === undefined ? (
        <Banner tone="warning">{texts.addressDown}</Banner>
      ) : (
        <div className="key-address">
          <CopyField label={texts.address} value={status.endpoint} />
          <CopyField label={texts.region} value={status.region} />
        </div>
      )}
      {list.error === undefined ? null : <ErrorNotice error={list.error} />}
      {task.error === undefined || open !== undefined ? null : <ErrorNotice error={task.error} onAction={task.clear} />}
      {list.value === undefined ? (
        list.error === undefined ? (
          <Spinner label={texts.loading} />
        ) : null
      ) : keys.length === 0 ? (
        <EmptyState icon={<KeyRound aria-hidden />} title={texts.emptyTitle} actions={createButton}>
          {texts.emptyHint}
        </EmptyState>
      ) : (
        <Table label={texts.serverTitle} rows={keys} rowId={(key) => key.id} columns={columns} />
      )}
      {open?.kind === 'create' && status !== undefined ? (
        <CreateKeyDialog
          connectionId={status.connectionId}
          onClose={close}
          onSecretStore={onSecretStore}
          onMade={(made) => setOpen({ kind: 'secret', made, isRotated: false })}
        />
      ) : null}
      {open?.kind === 'secret' ? (
        <SecretOnceDialog made={open.made} isRotated={open.isRotated} endpoint={status?.endpoint} onClose={close} />
      ) : null}
      {open?.kind === 'snippets' ? (
        <ExportDialog
          subject={{ kind: 'server-key', id: open.key.id }}
          name={displayName(open.key.name)}
          onClose={close}
        />
      ) : null}
      {open?.kind === 'end' ? (
        <EndDialog
          title={texts.serverEndTitle(displayName(open.key.name))}
          about={texts.serverEndAbout}
          end={open.key.expiresAt}
          onSave={async (expiresAt) => {
            const { id } = open.key;
            await client.keys.setServerKeyExpiry({ id, ...(expiresAt === undefined ? {} : { expiresAt }) });
          }}
          onClose={close}
        />
      ) : null}
      {open?.kind === 'rotate' || open?.kind === 'revoke' ? (
        <AlertDialog
          title={
            open.kind === 'rotate'
              ? texts.rotateTitle(displayName(open.key.name))
              : texts.revokeTitle(displayName(open.key.name))
          }
          actionLabel={open.kind === 'rotate' ? texts.rotateAction : texts.revokeAction}
          tone={open.kind === 'rotate' ? 'primary' : 'danger'}
          isPending={task.isPending}
          onClose={close}
          onAction={() => (open.kind === 'rotate' ? rotate(open.key) : revoke(open.key))}
        >
          <p>{open.kind === 'rotate' ? texts.rotateBody : texts.revokeBody}</p>
          {open.kind === 'rotate' ? (
            <>
              <Select
                label={texts.overlapLabel}
                value={String(overlap)}
                items={Object.entries(texts.overlap).map(([id, label]) => ({ id, label }))}
                onChange={(id) => setOverlap(Number(id))}
              />
              <p>{overlap === 0 ? texts.overlapNone : texts.overlapSome}</p>
            </>
          ) : null}
          {task.error === undefined ? null : <ErrorNotice error={task.error} />}
        </AlertDialog>
      ) : null}
    </ScreenSection>
  );
}
