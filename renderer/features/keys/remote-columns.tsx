import { MoreHorizontal, Power, RotateCw, Trash2 } from 'lucide-react';
import type { ConnectionId, RemoteKey } from '../../../preload/contract/index.ts';
import { displayName, format } from '../../lib/index.ts';
import { Badge, MenuButton, ObjectName, type TableColumn } from '../../ui/index.ts';
import { RightsChips } from './rights-chips.tsx';
import { texts } from './texts.ts';

export interface RemoteColumnsOptions {
  readonly now: number;
  readonly canDisable: boolean;
  readonly hasScope: boolean;
  readonly names: ReadonlyMap<ConnectionId, string>;
  readonly onAction: (action: string, key: RemoteKey) => void;
}

/** The columns of the keys of a store. */
export function remoteColumns(options: RemoteColumnsOptions): readonly TableColumn<RemoteKey>[] {
  const { now, canDisable, hasScope, names, onAction } = options;
  const scope: TableColumn<RemoteKey> = {
    id: 'scope',
    label: texts.column.rights,
    width: '148px',
    render: (key) => (
      <div className="two-lines">
        {key.permissions === undefined ? null : <RightsChips permissions={key.permissions} />}
        <span className="two-lines-second">
          {key.buckets === '*' ? texts.allBuckets : <ObjectName name={(key.buckets ?? []).join(', ')} />}
        </span>
      </div>
    ),
  };
  return [
    {
      id: 'name',
      label: texts.column.name,
      isRowHeader: true,
      render: (key) => (
        <div className="two-lines">
          <ObjectName name={key.name || key.accessKeyId} />
          <span className="two-lines-second mono">{displayName(key.accessKeyId)}</span>
        </div>
      ),
    },
    ...(hasScope ? [scope] : []),
    {
      id: 'used',
      label: texts.column.usedBy,
      width: '112px',
      render: (key) =>
        key.usedBy.length === 0 ? (
          texts.notHere
        ) : (
          <ObjectName name={key.usedBy.map((id) => names.get(id) ?? id).join(', ')} />
        ),
    },
    {
      id: 'lastUsed',
      label: texts.column.lastUsed,
      width: '132px',
      render: (key) => (
        <div className="two-lines">
          <span
            className="key-when"
            title={key.lastUsedAt === undefined ? undefined : format.exactWhen(key.lastUsedAt)}
          >
            {key.lastUsedAt === undefined
              ? texts.notTold
              : [format.relative(Math.min(key.lastUsedAt, now), now), key.lastUsedFor ?? '']
                  .filter((part) => part !== '')
                  .join(', ')}
          </span>
          <span className="two-lines-second">{lifeOf(key, now)}</span>
        </div>
      ),
    },
    {
      id: 'state',
      label: texts.column.state,
      width: '72px',
      render: (key) => (
        <Badge tone={key.active ? 'success' : 'neutral'}>{key.active ? texts.state.works : texts.state.off}</Badge>
      ),
    },
    {
      id: 'actions',
      label: texts.column.actions,
      isLabelHidden: true,
      width: '44px',
      align: 'end',
      render: (key) => (
        <MenuButton
          label={texts.actionsOf(displayName(key.name || key.accessKeyId))}
          icon={<MoreHorizontal aria-hidden />}
          size="small"
          onAction={(action) => onAction(action, key)}
          items={[
            { id: 'rotate', label: texts.rotateMenu, icon: <RotateCw aria-hidden /> },
            ...(canDisable
              ? [
                  {
                    id: key.active ? 'off' : 'on',
                    label: key.active ? texts.turnOff : texts.turnOn,
                    icon: <Power aria-hidden />,
                  },
                ]
              : []),
            { id: 'revoke', label: texts.revoke, icon: <Trash2 aria-hidden />, isDanger: true, startsGroup: true },
          ]}
        />
      ),
    },
  ];
}

/** When it was made and when it ends, as far as the store says. */
function lifeOf({ createdAt, expiresAt }: RemoteKey, now: number): string {
  return [
    createdAt === undefined ? '' : texts.madeShort(format.relative(Math.min(createdAt, now), now)),
    expiresAt === undefined ? '' : texts.ends(format.relative(expiresAt, now)),
  ]
    .filter((part) => part !== '')
    .join(', ');
}
