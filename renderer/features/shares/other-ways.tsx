import { useCallback, useState, type ReactNode } from 'react';
import type { Connection, ConnectionId } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Button, CopyField, ErrorNotice, Select, useLoaded, useTask, useToast } from '../../ui/index.ts';
import { fetchCommands } from './fetch-commands.ts';
import { texts } from './texts.ts';

export interface OtherWaysProps {
  readonly connection: Connection;
  readonly bucket: string;
  readonly objectKey: string;
  readonly base: string;
  /** Stores that can share. */
  readonly others: readonly Connection[];
}

/** What works where a store makes no links: a copy in a store that does, or a command for the other side. */
export function OtherWays({ connection, bucket, objectKey, base, others }: OtherWaysProps): ReactNode {
  const client = useClient();
  const toast = useToast();
  const task = useTask();
  const [to, setTo] = useState<ConnectionId | undefined>(others[0]?.id);
  const [chosenBucket, setBucket] = useState<string>();
  const load = useCallback(
    async (signal: AbortSignal) =>
      to === undefined ? { of: to, names: [] } : { of: to, names: await namesOf(client, to, signal) },
    [client, to],
  );
  const buckets = useLoaded(load);
  const names = buckets.value?.of === to ? (buckets.value?.names ?? []) : [];
  const target = chosenBucket !== undefined && names.includes(chosenBucket) ? chosenBucket : names[0];
  const copy = (): void =>
    task.run(async () => {
      if (to === undefined || target === undefined) return;
      await client.transfers.copy({
        source: { connectionId: connection.id, bucket, base, selection: { keys: [objectKey], prefixes: [] } },
        target: { connectionId: to, bucket: target, prefix: '' },
        move: false,
        conflict: 'keep-both',
      });
      toast({ tone: 'success', text: texts.copyStarted(displayName(target)) });
    });
  const commands = fetchCommands(connection, bucket, objectKey);
  return (
    <details className="share-others">
      <summary>{texts.otherWays}</summary>
      {others.length === 0 ? null : (
        <>
          <p>{texts.copyThere}</p>
          <div className="share-others-copy">
            <Select
              label={texts.copyStore}
              value={to}
              items={others.map(({ id, name }) => ({ id, label: displayName(name) }))}
              onChange={setTo}
            />
            <Select
              label={texts.copyBucket}
              value={target}
              items={names.map((name) => ({ id: name, label: displayName(name) }))}
              onChange={setBucket}
            />
            <Button isPending={task.isPending} isDisabled={target === undefined} onPress={copy}>
              {texts.copyAction}
            </Button>
          </div>
          {buckets.error === undefined ? null : <ErrorNotice error={buckets.error} onAction={buckets.reload} />}
          {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={copy} />}
        </>
      )}
      <p>{texts.commandsAbout}</p>
      <CopyField label={texts.awsCommand} value={commands.aws} />
      <CopyField label={texts.rcloneCommand} value={commands.rclone} />
    </details>
  );
}

async function namesOf(
  client: ReturnType<typeof useClient>,
  connectionId: ConnectionId,
  signal: AbortSignal,
): Promise<string[]> {
  const { buckets } = await client.buckets.list({ connectionId }, { signal });
  return buckets.map(({ name }) => name);
}
