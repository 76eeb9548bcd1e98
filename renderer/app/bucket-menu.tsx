import './bucket-menu.css';
import { Gauge, MoreHorizontal, PinOff, SlidersHorizontal, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Connection } from '../../preload/contract/index.ts';
import { MenuButton, type MenuEntry } from '../ui/index.ts';
import { texts } from './texts.ts';

export type BucketAction = 'bucket-settings' | 'bucket-probe' | 'bucket-forget' | 'bucket-delete';

export interface BucketMenuProps {
  readonly connection: Connection;
  readonly bucket: string;
  readonly isPinned: boolean;
  readonly onAction: (action: BucketAction, connection: Connection, bucket: string) => void;
}

/** What can be done with a bucket as a whole. */
export function BucketMenu({ connection, bucket, isPinned, onAction }: BucketMenuProps): ReactNode {
  const { features, readOnly } = connection;
  const items: (MenuEntry & { readonly id: BucketAction })[] = [
    { id: 'bucket-settings', label: texts.bucketSettings, icon: <SlidersHorizontal aria-hidden /> },
    ...(connection.local ? [] : [{ id: 'bucket-probe' as const, label: texts.probe, icon: <Gauge aria-hidden /> }]),
    ...(isPinned && !connection.local
      ? [{ id: 'bucket-forget' as const, label: texts.forgetBucket, icon: <PinOff aria-hidden /> }]
      : []),
    {
      id: 'bucket-delete',
      label: texts.deleteBucket,
      icon: <Trash2 aria-hidden />,
      isDanger: true,
      startsGroup: true,
      disabledReason: readOnly
        ? texts.readOnly
        : features['delete-bucket'].ok
          ? undefined
          : features['delete-bucket'].reason,
    },
  ];
  return (
    <span className="bucket-menu">
      <MenuButton
        label={texts.bucketMenu(bucket)}
        icon={<MoreHorizontal aria-hidden />}
        size="small"
        items={items}
        onAction={(id) => {
          const action = items.find((item) => item.id === id)?.id;
          if (action !== undefined) onAction(action, connection, bucket);
        }}
      />
    </span>
  );
}
