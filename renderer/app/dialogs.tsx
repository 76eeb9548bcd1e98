import { lazy, Suspense, type ReactNode } from 'react';
import type { Capabilities, Connection, Selection } from '../../preload/contract/index.ts';
import {
  ConnectionDialog,
  NewBucketDialog,
  NewVolumeDialog,
  OpenBucketDialog,
  ProbeDialog,
  RemoveConnectionDialog,
} from '../features/connections/index.ts';
import { ShareDialog } from '../features/shares/index.ts';
import { useClient } from '../rpc/index.ts';
import { useToast } from '../ui/index.ts';
import { errorSentence, toErrorShape } from '../lib/index.ts';

const BucketSettingsDialog = lazy(async () => ({
  default: (await import('../features/bucket-admin/index.ts')).BucketSettingsDialog,
}));
const DeleteBucketDialog = lazy(async () => ({
  default: (await import('../features/bucket-admin/index.ts')).DeleteBucketDialog,
}));

export type OpenDialog =
  | { readonly kind: 'connection'; readonly connection?: Connection; readonly startsAtKey?: boolean }
  | {
      readonly kind: 'new-bucket' | 'new-volume' | 'open-bucket' | 'remove' | 'probe';
      readonly connection: Connection;
    }
  | {
      readonly kind: 'bucket-settings' | 'bucket-delete' | 'bucket-probe';
      readonly connection: Connection;
      readonly bucket: string;
    }
  | {
      readonly kind: 'share';
      readonly connection: Connection;
      readonly bucket: string;
      readonly base: string;
      /** Absent to ask somebody for a file. */
      readonly selection: Selection | undefined;
    };

export interface DialogsProps {
  readonly dialog: OpenDialog | undefined;
  readonly capabilities: Capabilities;
  readonly onClose: () => void;
  readonly onSecretStore: () => void;
  readonly onEditConnection: (connection: Connection) => void;
  /** A bucket was made or opened by name: go there. */
  readonly onBucket: (connection: Connection, bucket: string) => void;
  /** A bucket is gone. */
  readonly onBucketGone: (connection: Connection, bucket: string) => void;
}

/** The one dialog of the shell that is open. */
export function Dialogs({
  dialog,
  capabilities,
  onClose,
  onSecretStore,
  onEditConnection,
  onBucket,
  onBucketGone,
}: DialogsProps): ReactNode {
  const client = useClient();
  const toast = useToast();
  if (dialog === undefined) return null;
  const openExternal = (url: string): void => {
    client.host.openExternal({ url }).catch((thrown: unknown) => {
      toast({ tone: 'danger', text: errorSentence(toErrorShape(thrown)).title });
    });
  };
  switch (dialog.kind) {
    case 'connection':
      return (
        <ConnectionDialog
          {...(dialog.connection === undefined ? {} : { connection: dialog.connection })}
          startsAtKey={dialog.startsAtKey ?? false}
          onClose={onClose}
          onSaved={onClose}
          onSecretStore={onSecretStore}
          {...(capabilities.openExternal ? { onOpenExternal: openExternal } : {})}
        />
      );
    case 'new-bucket':
      return (
        <NewBucketDialog
          connection={dialog.connection}
          onClose={onClose}
          onMade={(bucket) => onBucket(dialog.connection, bucket)}
        />
      );
    case 'new-volume':
      return (
        <NewVolumeDialog
          capabilities={capabilities}
          onClose={onClose}
          onMade={(bucket) => onBucket(dialog.connection, bucket)}
        />
      );
    case 'open-bucket':
      return (
        <OpenBucketDialog
          connection={dialog.connection}
          onClose={onClose}
          onOpened={(bucket) => onBucket(dialog.connection, bucket)}
        />
      );
    case 'bucket-settings':
      return (
        <Suspense>
          <BucketSettingsDialog connection={dialog.connection} bucket={dialog.bucket} onClose={onClose} />
        </Suspense>
      );
    case 'bucket-probe':
      return <ProbeDialog connection={dialog.connection} bucket={dialog.bucket} onClose={onClose} />;
    case 'bucket-delete':
      return (
        <Suspense>
          <DeleteBucketDialog
            connection={dialog.connection}
            bucket={dialog.bucket}
            onClose={onClose}
            onDeleted={() => onBucketGone(dialog.connection, dialog.bucket)}
          />
        </Suspense>
      );
    case 'probe':
      return <ProbeDialog connection={dialog.connection} onClose={onClose} />;
    case 'remove':
      return <RemoveConnectionDialog connection={dialog.connection} onClose={onClose} onRemoved={onClose} />;
    case 'share':
      return (
        <ShareDialog
          connection={dialog.connection}
          bucket={dialog.bucket}
          base={dialog.base}
          selection={dialog.selection}
          machine={capabilities.machine}
          onClose={onClose}
          onEditConnection={onEditConnection}
        />
      );
  }
}
