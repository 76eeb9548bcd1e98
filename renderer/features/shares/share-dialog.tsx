import './share-dialog.css';
import { useCallback, useState, type ReactNode } from 'react';
import type { Connection, ConnectionId, Selection } from '../../../preload/contract/index.ts';
import { applyListDelta, type KeyedDelta } from '../../lib/index.ts';
import { takeNewest, useClient, useStream } from '../../rpc/index.ts';
import { Button, Dialog, ErrorNotice, Spinner, useLoaded } from '../../ui/index.ts';
import { LinkForm, type MadeLinks } from './link-form.tsx';
import { MadeDialog } from './made-dialog.tsx';
import { texts } from './texts.ts';
import { UploadForm, type MadeUpload } from './upload-form.tsx';

export interface ShareDialogProps {
  readonly connection: Connection;
  readonly bucket: string;
  /** The folder that is open: names are told without it, and files that are asked for go there. */
  readonly base: string;
  /** What is shared; absent to ask somebody for a file. */
  readonly selection?: Selection | undefined;
  /** Name of the machine that serves local volumes. */
  readonly machine?: string;
  readonly onClose: () => void;
  /** The button of an error that this dialog cannot mend itself: open the connection. */
  readonly onEditConnection?: (connection: Connection) => void;
}

interface Connections {
  readonly connections: Connection[];
}
const applyConnections = (before: Connections, delta: KeyedDelta<Connection, ConnectionId>): Connections => ({
  connections: applyListDelta(before.connections, delta),
});

/** Makes links to what is selected, or one to send a file with. The true end is said before a link is made. */
export function ShareDialog({
  connection,
  bucket,
  base,
  selection,
  machine,
  onClose,
  onEditConnection,
}: ShareDialogProps): ReactNode {
  const client = useClient();
  const server = useStream(client.shares.server, takeNewest);
  const list = useStream(client.connections.watch, applyConnections);
  const [links, setLinks] = useState<MadeLinks>();
  const [upload, setUpload] = useState<MadeUpload>();
  const { id: connectionId } = connection;
  const load = useCallback(
    (signal: AbortSignal) => client.shares.ways({ connectionId }, { signal }),
    [client, connectionId],
  );
  const ways = useLoaded(load);
  const mend = (action: string | undefined, retry: () => void): (() => void) | undefined => {
    if (action === 'edit-connection')
      return onEditConnection === undefined ? undefined : () => onEditConnection(connection);
    return action === 'retry' ? retry : undefined;
  };
  if (links !== undefined || upload !== undefined)
    return (
      <MadeDialog
        links={links}
        upload={upload}
        connection={connection}
        base={base}
        machine={machine}
        isOnNetwork={server.value?.network ?? false}
        onAgain={() => {
          setLinks(undefined);
          setUpload(undefined);
        }}
        onClose={onClose}
      />
    );
  if (ways.value === undefined)
    return (
      <Dialog
        title={selection === undefined ? texts.askTitle : texts.dialogTitle}
        onClose={onClose}
        footer={<Button onPress={onClose}>{texts.cancel}</Button>}
      >
        {ways.error === undefined ? (
          <Spinner label={texts.waysLoading} />
        ) : (
          <ErrorNotice error={ways.error} onAction={mend(ways.error.action, ways.reload)} />
        )}
      </Dialog>
    );
  const common = { connection, bucket, ways: ways.value.ways, server: server.value, machine, onClose, onMend: mend };
  if (selection === undefined) return <UploadForm {...common} prefix={base} onMade={setUpload} />;
  const canShare = new Set(ways.value.others);
  const others = (list.value?.connections ?? []).filter(({ id }) => canShare.has(id));
  return <LinkForm {...common} base={base} selection={selection} others={others} onMade={setLinks} />;
}
