import { Copy, Files, Folder, Link2, MoreHorizontal, Upload, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LinkKind, Share } from '../../../preload/contract/index.ts';
import { displayName, format } from '../../lib/index.ts';
import { Badge, IconButton, MenuButton, ObjectName, type MenuEntry, type TableColumn } from '../../ui/index.ts';
import { shareName, shareState, type ShareState } from './share-state.ts';
import { texts } from './texts.ts';

export interface ShareColumnsOptions {
  readonly now: number;
  readonly connectionName: (share: Share) => string;
  readonly onAction: (action: string, share: Share) => void;
}

const tone = { live: 'success', expired: 'neutral', dead: 'warning', used: 'neutral' } as const;
const about: Readonly<Record<ShareState, string | undefined>> = {
  live: undefined,
  expired: undefined,
  dead: texts.deadAbout,
  used: texts.usedAbout,
};
const icons: Readonly<Record<LinkKind, LucideIcon>> = { object: Link2, folder: Folder, upload: Upload };

const nameOf = (share: Share): string => shareName(share.key) || share.bucket;

/** What can be done with a link, and why not. */
function actionsOf(share: Share, state: ShareState): MenuEntry[] {
  const isLive = state === 'live';
  const isOwn = share.how === 'own';
  return [
    ...(isLive && share.canShowAgain && (share.kind === 'object' || share.hasPage)
      ? [{ id: 'show', label: texts.showQr, icon: <Link2 aria-hidden /> }]
      : []),
    ...(isLive && share.canShowAgain && share.kind === 'folder'
      ? [{ id: 'links', label: texts.copyLinks, icon: <Files aria-hidden /> }]
      : []),
    ...(isLive && isOwn ? [{ id: 'renew', label: texts.renew }] : []),
    ...(share.hasPage ? [{ id: 'page', label: texts.deletePage, startsGroup: true }] : []),
    ...(isLive
      ? [
          {
            id: 'end',
            label: texts.endNow,
            isDanger: true,
            disabledReason: share.revocable
              ? undefined
              : share.how === 'signature'
                ? texts.whyNotEnd(share.accessKeyId)
                : texts.whyNotEndStore,
            startsGroup: true,
          },
        ]
      : []),
    { id: 'forget', label: texts.forget },
  ];
}

/** The columns of the list of links. */
export function shareColumns({ now, connectionName, onAction }: ShareColumnsOptions): readonly TableColumn<Share>[] {
  return [
    {
      id: 'name',
      label: texts.column.name,
      isRowHeader: true,
      render: (share) => {
        const Icon = icons[share.kind];
        return (
          <div className="share-cell">
            <span title={texts.kind[share.kind]} className="share-cell-icon">
              <Icon aria-label={texts.kind[share.kind]} />
            </span>
            <div className="two-lines">
              <ObjectName name={nameOf(share)} />
              <span className="two-lines-second">
                <ObjectName name={`${connectionName(share)} / ${share.bucket} / ${share.key}`} />
              </span>
            </div>
          </div>
        );
      },
    },
    {
      id: 'state',
      label: texts.column.state,
      width: '92px',
      render: (share) => {
        const state = shareState(share, now);
        return (
          <span title={about[state]}>
            <Badge tone={tone[state]}>{texts.state[state]}</Badge>
          </span>
        );
      },
    },
    {
      id: 'how',
      label: texts.column.how,
      width: '112px',
      render: (share) => (
        <div className="two-lines">
          <span>{texts.how[share.how]}</span>
          {share.hasPassword ? <span className="two-lines-second">{texts.withPassword}</span> : null}
        </div>
      ),
    },
    { id: 'opens', label: texts.column.opens, width: '148px', render: (share) => opens(share, now) },
    {
      id: 'expires',
      label: texts.column.expires,
      width: '232px',
      render: (share) => (
        <div className="two-lines">
          <span className="share-when" title={texts.madeAt(format.exactWhen(share.createdAt))}>
            {format.relative(share.expiresAt, now)}
          </span>
          <span className="two-lines-second" title={format.exactWhen(share.expiresAt)}>
            {[format.when(share.expiresAt), texts.limitShort[share.limitedBy]]
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
      width: '76px',
      align: 'end',
      render: (share) => {
        const name = displayName(nameOf(share));
        const state = shareState(share, now);
        const canCopy = state === 'live' && share.canShowAgain && (share.kind === 'object' || share.hasPage);
        return (
          <span className="row-actions">
            {canCopy ? (
              <IconButton
                label={texts.copyAgainOf(name)}
                icon={<Copy aria-hidden />}
                size="small"
                onPress={() => onAction('copy', share)}
              />
            ) : null}
            <MenuButton
              label={texts.actionsOf(name)}
              icon={<MoreHorizontal aria-hidden />}
              size="small"
              items={actionsOf(share, state)}
              onAction={(action) => onAction(action, share)}
            />
          </span>
        );
      },
    },
  ];
}

function opens(share: Share, now: number): ReactNode {
  if (share.kind === 'upload') {
    const { received } = share;
    if (received === undefined) return texts.waiting;
    return (
      <div className="two-lines">
        <ObjectName name={shareName(received.key)} />
        <span className="two-lines-second">{texts.received(format.bytes(received.size))}</span>
      </div>
    );
  }
  if (share.opens === undefined) return <span title={texts.notCountedAbout}>{texts.notCounted}</span>;
  const shown = format.count(share.opens);
  return (
    <div className="two-lines">
      <span>{share.maxOpens === undefined ? shown : texts.opensOf(shown, format.count(share.maxOpens))}</span>
      {share.lastOpenedAt === undefined ? null : (
        <span className="two-lines-second">
          {texts.lastOpened(format.relative(Math.min(share.lastOpenedAt, now), now))}
        </span>
      )}
    </div>
  );
}
