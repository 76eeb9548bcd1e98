import { Database, Plug } from 'lucide-react';
import { useEffect, type ReactNode } from 'react';
import type { Connection, Place } from '../../preload/contract/index.ts';
import { Button, EmptyState, ErrorNotice, Spinner } from '../ui/index.ts';
import { useBuckets } from './bucket-list.ts';
import type { ConnectionAction } from './sidebar.tsx';
import { texts } from './texts.ts';

export interface WelcomeHomeProps {
  readonly connections: readonly Connection[];
  readonly bucketsVersion: number;
  /** Leads on into the first volume there is. */
  readonly onOpen: (place: Place) => void;
  readonly onAddConnection: () => void;
  readonly onAction: (action: ConnectionAction, connection: Connection) => void;
}

/** The start: straight into the volume of this computer, or what to do where there is none. */
export function WelcomeHome({
  connections,
  bucketsVersion,
  onOpen,
  onAddConnection,
  onAction,
}: WelcomeHomeProps): ReactNode {
  const first = connections.find(({ local }) => local) ?? connections[0];
  const list = useBuckets(first?.id, bucketsVersion);
  const bucket = list.isLoading ? undefined : list.value?.buckets[0]?.name;
  const connectionId = first?.id;
  useEffect(() => {
    if (connectionId !== undefined && bucket !== undefined) onOpen({ connectionId, bucket, prefix: '' });
  }, [connectionId, bucket, onOpen]);
  if (first === undefined) {
    return (
      <EmptyState
        icon={<Plug aria-hidden />}
        title={texts.noConnectionsTitle}
        actions={
          <Button variant="primary" onPress={onAddConnection}>
            {texts.addConnection}
          </Button>
        }
      >
        {texts.noConnectionsText}
      </EmptyState>
    );
  }
  if (list.error !== undefined) {
    const { error } = list;
    return (
      <ErrorNotice
        look="page"
        error={error}
        onAction={error.action === 'edit-connection' ? () => onAction('edit', first) : list.reload}
      />
    );
  }
  if (list.isLoading || bucket !== undefined) {
    return (
      <div className="shell-wait">
        <Spinner label={texts.loading} size={20} />
      </div>
    );
  }
  return (
    <EmptyState
      icon={<Database aria-hidden />}
      title={texts.emptyConnectionTitle(first.local ? texts.localMachine : first.name)}
      actions={
        first.local ? (
          <Button variant="primary" onPress={() => onAction('new-volume', first)}>
            {texts.newVolume}
          </Button>
        ) : (
          <>
            <Button variant="primary" onPress={() => onAction('open-bucket', first)}>
              {texts.openBucket}
            </Button>
            <Button onPress={() => onAction('new-bucket', first)}>{texts.newBucket}</Button>
          </>
        )
      }
    >
      {texts.emptyConnectionText}
    </EmptyState>
  );
}
