import './shares-screen.css';
import { Copy, Link2, QrCode as QrIcon, X } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Connection, Share } from '../../../preload/contract/index.ts';
import { applyListDelta, displayName, format, type KeyedDelta } from '../../lib/index.ts';
import { useClient, useStream } from '../../rpc/index.ts';
import {
  AlertDialog,
  Badge,
  Button,
  copyText,
  Dialog,
  EmptyState,
  ErrorNotice,
  IconButton,
  ObjectName,
  Screen,
  Spinner,
  Table,
  useNow,
  useTask,
  useToast,
} from '../../ui/index.ts';
import { ShareLink } from './share-link.tsx';
import { clockPace, shareName, shareState, sortShares } from './share-state.ts';
import { texts } from './texts.ts';

export interface SharesScreenProps {
  /** The empty list leads to the volumes. */
  readonly onBrowse: () => void;
  readonly machine?: string;
}

/** Rows before 'Show more': a table in the page, not a virtual one. */
const rowsAtFirst = 200;

interface Shares {
  readonly shares: Share[];
}
interface Connections {
  readonly connections: Connection[];
}
const applyShares = (before: Shares, delta: KeyedDelta<Share, Share['id']>): Shares => ({
  shares: applyListDelta(before.shares, delta),
});
const applyConnections = (before: Connections, delta: KeyedDelta<Connection, Connection['id']>): Connections => ({
  connections: applyListDelta(before.connections, delta),
});

const tone = { live: 'success', expired: 'neutral', dead: 'warning' } as const;

/** Every link that was made here: until when it works, again to copy, and what ending it early takes. */
export function SharesScreen({ onBrowse, machine }: SharesScreenProps): ReactNode {
  const client = useClient();
  const toast = useToast();
  const shares = useStream(client.shares.watch, applyShares);
  const connections = useStream(client.connections.watch, applyConnections);
  const [pace, setPace] = useState(15_000);
  const now = useNow(pace);
  const [shownRows, setShownRows] = useState(rowsAtFirst);
  const [link, setLink] = useState<{ readonly share: Share; readonly url: string }>();
  const [toForget, setToForget] = useState<Share>();
  const task = useTask();

  const all = shares.value === undefined ? [] : sortShares(shares.value.shares, now);
  const wantedPace = clockPace(all, now);
  if (wantedPace !== pace) setPace(wantedPace);
  const ended = all.filter((share) => shareState(share, now) !== 'live');
  const connectionOf = (share: Share): Connection | undefined =>
    connections.value?.connections.find(({ id }) => id === share.connectionId);

  const withUrl = (share: Share, then: (url: string) => Promise<void>): void =>
    task.run(async () => then((await client.shares.url({ id: share.id })).url));
  const copyAgain = (share: Share): void =>
    withUrl(share, async (url) => {
      if (await copyText(url)) toast({ tone: 'success', text: texts.copied });
      else setLink({ share, url });
    });
  const showLink = (share: Share): void => withUrl(share, async (url) => setLink({ share, url }));
  const forget = (list: readonly Share[]): void =>
    task.run(async () => {
      for (const { id } of list) await client.shares.forget({ id });
    });

  return (
    <Screen
      title={texts.screenTitle}
      about={texts.screenAbout}
      actions={ended.length === 0 ? undefined : <Button onPress={() => forget(ended)}>{texts.clearEnded}</Button>}
    >
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={task.clear} />}
      {shares.error === undefined ? null : <ErrorNotice error={shares.error} />}
      {shares.value === undefined ? (
        shares.error === undefined ? (
          <Spinner label={texts.loading} />
        ) : null
      ) : all.length === 0 ? (
        <EmptyState
          icon={<Link2 aria-hidden />}
          title={texts.emptyTitle}
          actions={
            <Button variant="primary" onPress={onBrowse}>
              {texts.emptyAction}
            </Button>
          }
        >
          {texts.emptyHint}
        </EmptyState>
      ) : (
        <>
          <Table
            label={texts.screenTitle}
            rows={all.slice(0, shownRows)}
            rowId={(share) => share.id}
            columns={[
              {
                id: 'name',
                label: texts.column.name,
                isRowHeader: true,
                render: (share) => (
                  <div className="two-lines">
                    <ObjectName name={shareName(share.key)} />
                    <span className="two-lines-second">
                      <ObjectName
                        name={`${connectionOf(share)?.name ?? texts.goneConnection} / ${share.bucket} / ${share.key}`}
                      />
                    </span>
                  </div>
                ),
              },
              {
                id: 'state',
                label: texts.column.state,
                width: '110px',
                render: (share) => {
                  const state = shareState(share, now);
                  return (
                    <span title={state === 'dead' ? texts.deadAbout : undefined}>
                      <Badge tone={tone[state]}>{texts.state[state]}</Badge>
                    </span>
                  );
                },
              },
              {
                id: 'expires',
                label: texts.column.expires,
                width: '280px',
                render: (share) => (
                  <div className="two-lines">
                    <span title={format.exactWhen(share.expiresAt)}>
                      {format.relative(share.expiresAt, now)}, {format.when(share.expiresAt)}
                    </span>
                    <span className="two-lines-second">
                      {[
                        texts.madeAt(format.relative(Math.min(share.createdAt, now), now)),
                        texts.limitShort[share.limitedBy],
                      ]
                        .filter((part) => part !== '')
                        .join(' · ')}
                    </span>
                  </div>
                ),
              },
              {
                id: 'actions',
                label: texts.column.actions,
                isLabelHidden: true,
                width: '104px',
                align: 'end',
                render: (share) => {
                  const name = displayName(shareName(share.key));
                  const isLive = shareState(share, now) === 'live';
                  return (
                    <span className="row-actions">
                      {isLive ? (
                        <>
                          <IconButton
                            label={texts.copyAgainOf(name)}
                            icon={<Copy aria-hidden />}
                            size="small"
                            onPress={() => copyAgain(share)}
                          />
                          <IconButton
                            label={texts.showQr(name)}
                            icon={<QrIcon aria-hidden />}
                            size="small"
                            onPress={() => showLink(share)}
                          />
                        </>
                      ) : null}
                      <IconButton
                        label={texts.forgetOf(name)}
                        icon={<X aria-hidden />}
                        size="small"
                        onPress={() => (isLive ? setToForget(share) : forget([share]))}
                      />
                    </span>
                  );
                },
              },
            ]}
          />
          {all.length > shownRows ? (
            <Button onPress={() => setShownRows((before) => before + rowsAtFirst)}>{texts.showMore}</Button>
          ) : null}
          <details className="shares-revoke">
            <summary>{texts.howToRevoke}</summary>
            <p>{texts.revokeRemote}</p>
            <p>{texts.revokeLocal}</p>
          </details>
        </>
      )}
      {link === undefined ? null : (
        <Dialog
          title={texts.linkLabel}
          size="large"
          isDismissable
          onClose={() => setLink(undefined)}
          footer={
            <Button startsFocused onPress={() => setLink(undefined)}>
              {texts.close}
            </Button>
          }
        >
          <ShareLink
            url={link.url}
            objectKey={link.share.key}
            expiresAt={link.share.expiresAt}
            limitedBy={link.share.limitedBy}
            now={now}
            isLocal={connectionOf(link.share)?.local ?? false}
            machine={machine}
          />
        </Dialog>
      )}
      {toForget === undefined ? null : (
        <AlertDialog
          title={texts.forgetTitle}
          actionLabel={texts.forgetConfirm}
          onClose={() => setToForget(undefined)}
          onAction={() => {
            forget([toForget]);
            setToForget(undefined);
          }}
        >
          <p>{texts.forgetLive(displayName(shareName(toForget.key)), format.when(toForget.expiresAt))}</p>
        </AlertDialog>
      )}
    </Screen>
  );
}
