import type { ReactNode } from 'react';
import type { Connection, LinkServerStatus, LinkWay, ShareWay } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { RadioGroup } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface WayChoiceProps {
  readonly connection: Connection;
  readonly ways: readonly ShareWay[];
  readonly server: LinkServerStatus | undefined;
  readonly value: LinkWay;
  readonly onChange: (way: LinkWay) => void;
  readonly isUpload?: boolean;
}

/** Whether a way can do what is asked. */
export const canUse = (way: ShareWay, isUpload: boolean): boolean => (isUpload ? way.upload !== 'none' : way.ok);

/** Own links first where the volumes are here anyway, or where the store has none. */
export function firstWay(ways: readonly ShareWay[], isLocal: boolean, isUpload: boolean): LinkWay {
  const store = ways.find(({ way }) => way === 'store');
  return isLocal || store === undefined || !canUse(store, isUpload) ? 'own' : 'store';
}

/** Who serves the link: the store, or this app. What the store lacks is off, with the reason. */
export function WayChoice({ connection, ways, server, value, onChange, isUpload = false }: WayChoiceProps): ReactNode {
  const about = (way: ShareWay): string => {
    if (way.way === 'own') return server?.network === true ? texts.ownOnNetwork : texts.ownHere;
    if (connection.local && !isUpload) return texts.localBy;
    if (canUse(way, isUpload)) return isUpload ? texts.uploadBy[way.upload] : texts.storeBy[way.how];
    if (way.needsToken && !isUpload) return texts.needsToken;
    return (isUpload ? way.uploadReason : way.reason) ?? '';
  };
  const label = (way: ShareWay): string =>
    way.way === 'own' ? texts.ownLabel : connection.local ? texts.localLabel : displayName(connection.name);
  return (
    <RadioGroup
      label={texts.wayLabel}
      value={value}
      onChange={onChange}
      options={ways.map((way) => ({
        id: way.way,
        label: label(way),
        description: about(way),
        isDisabled: !canUse(way, isUpload),
      }))}
    />
  );
}
