import './shares-screen.css';
import { Link2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { Connection, Share } from '../../../preload/contract/index.ts';
import { applyListDelta, displayName, type KeyedDelta } from '../../lib/index.ts';
import { takeNewest, useClient, useStream } from '../../rpc/index.ts';
import {
  Button,
  copyText,
  Dialog,
  EmptyState,
  ErrorNotice,
  Screen,
  Spinner,
  Table,
  TextField,
  useNow,
  useTask,
  useToast,
} from '../../ui/index.ts';
import { LinkNetwork } from './link-network.tsx';
import { linksAsText } from './link-list.ts';
import { ShareAlert, type Asked } from './share-alert.tsx';
import { shareColumns } from './share-columns.tsx';
import { ShareLink } from './share-link.tsx';
import { clockPace, findShares, shareState, sortShares } from './share-state.ts';
import { texts } from './texts.ts';

export interface SharesScreenProps {
  /** The empty list leads to the volumes. */
  readonly onBrowse: () => void;
  readonly machine?: string;
}

/** Rows before 'Show more': a table in the page, not a virtual one. */
const rowsAtFirst = 100;

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

/** Every link that was made here: until when it works, again to copy, and what ending it early takes. */
export function SharesScreen({ onBrowse, machine }: SharesScreenProps): ReactNode {
  const client = useClient();
  const toast = useToast();
  const shares = useStream(client.shares.watch, applyShares);
  const server = useStream(client.shares.server, takeNewest);
  const connections = useStream(client.connections.watch, applyConnections);
  const [pace, setPace] = useState(15_000);
  const now = useNow(pace);
  const [shownRows, setShownRows] = useState(rowsAtFirst);
  const [query, setQuery] = useState('');
  const [link, setLink] = useState<{ readonly share: Share; readonly url: string }>();
  const [asked, setAsked] = useState<Asked>();
  const task = useTask();

  const names = new Map(connections.value?.connections.map(({ id, name }) => [id, name]));
  const connectionName = (share: Share): string => names.get(share.connectionId) ?? texts.goneConnection;
  const all = shares.value === undefined ? [] : sortShares(shares.value.shares, now);
  const found = findShares(all, query, connectionName);
  const wantedPace = clockPace(all, now);
  if (wantedPace !== pace) setPace(wantedPace);
  const ended = all.filter((share) => shareState(share, now) !== 'live');

  const copy = async (text: string): Promise<boolean> => {
    const isCopied = await copyText(text);
    if (isCopied) toast({ tone: 'success', text: texts.copied });
    return isCopied;
  };
  const withUrl = (share: Share, then: (url: string) => Promise<void>): void =>
    task.run(async () => then((await client.shares.url({ id: share.id })).url));
  const forget = (list: readonly Share[]): void =>
    task.run(async () => {
      for (const { id } of list) await client.shares.forget({ id });
    });
  const act = (action: string, share: Share): void => {
    if (action === 'copy')
      withUrl(share, async (url) => {
        if (!(await copy(url))) setLink({ share, url });
      });
    if (action === 'show') withUrl(share, async (url) => setLink({ share, url }));
    if (action === 'links')
      task.run(async () => {
        await copy(linksAsText((await client.shares.links({ id: share.id })).links));
      });
    if (action === 'end' || action === 'page' || action === 'renew') setAsked({ what: action, share });
    if (action === 'forget') {
      if (shareState(share, now) === 'live') setAsked({ what: 'forget', share });
      else forget([share]);
    }
  };
  const answer = ({ what, share }: Asked): void => {
    setAsked(undefined);
    const { id } = share;
    if (what === 'forget') forget([share]);
    else if (what === 'renew') task.run(async () => setLink({ share, url: (await client.shares.renew({ id })).url }));
    else
      task.run(async () => {
        await client.shares.revoke({ id });
      });
  };

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
          <TextField
            className="shares-search"
            label={texts.search}
            isLabelHidden
            type="search"
            placeholder={texts.search}
            value={query}
            maxLength={200}
            onChange={setQuery}
          />
          {found.length === 0 ? (
            <p role="status">{texts.nothingFound}</p>
          ) : (
            <Table
              label={texts.screenTitle}
              rows={found.slice(0, shownRows)}
              rowId={(share) => share.id}
              columns={shareColumns({ now, connectionName, onAction: act })}
            />
          )}
          {found.length > shownRows ? (
            <Button onPress={() => setShownRows((before) => before + rowsAtFirst)}>{texts.showMore}</Button>
          ) : null}
          <details className="shares-revoke">
            <summary>{texts.howToRevoke}</summary>
            <p>{texts.revokeOwn}</p>
            <p>{texts.revokeRemote}</p>
            <p>{texts.revokeLocal}</p>
          </details>
        </>
      )}
      {server.value === undefined ? null : <LinkNetwork status={server.value} />}
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
            objectKey={displayName(link.share.key)}
            expiresAt={link.share.expiresAt}
            limitedBy={link.share.limitedBy}
            now={now}
            kind={link.share.kind}
            isHereOnly={
              link.share.how === 'own' ? server.value?.network !== true : isLocal(link.share, connections.value)
            }
            isOnce={link.share.how === 'own'}
            machine={machine}
          />
        </Dialog>
      )}
      {asked === undefined ? null : (
        <ShareAlert
          asked={asked}
          sameKey={
            all.filter((share) => share.how === 'signature' && share.accessKeyId === asked.share.accessKeyId).length
          }
          onClose={() => setAsked(undefined)}
          onAction={() => answer(asked)}
        />
      )}
    </Screen>
  );
}

const isLocal = (share: Share, known: Connections | undefined): boolean =>
  known?.connections.find(({ id }) => id === share.connectionId)?.local ?? false;
