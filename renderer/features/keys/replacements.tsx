import type { ReactNode } from 'react';
import type { Connection, KeyReplacement } from '../../../preload/contract/index.ts';
import { displayName, format } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Banner, Button, ErrorNotice, useTask, useToast } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface ReplacementsProps {
  readonly replacements: readonly KeyReplacement[];
  readonly connections: readonly Connection[];
  readonly now: number;
}

/** Keys that were replaced: put back, or let go for good. */
export function Replacements({ replacements, connections, now }: ReplacementsProps): ReactNode {
  const client = useClient();
  const toast = useToast();
  const task = useTask();
  const nameOf = (id: string): string => displayName(connections.find((one) => one.id === id)?.name ?? texts.removed);
  const undo = (id: string): void =>
    task.run(async () => {
      const { restored, skipped } = await client.keys.undoReplacement({ id });
      toast({ tone: 'success', text: texts.undone(restored.length, skipped.length) });
    });
  const letGo = (id: string): void =>
    task.run(async () => {
      await client.keys.letGo({ id });
    });
  return (
    <>
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={task.clear} />}
      {replacements.map(({ id, oldAccessKeyId, connectionIds, keptUntil, at }) => (
        <Banner
          key={id}
          tone="info"
          actions={
            <>
              <Button size="small" isDisabled={task.isPending} onPress={() => undo(id)}>
                {texts.undo}
              </Button>
              <Button size="small" isDisabled={task.isPending} onPress={() => letGo(id)}>
                {texts.letGo}
              </Button>
            </>
          }
        >
          {texts.replacedAbout(
            displayName(oldAccessKeyId),
            connectionIds.map(nameOf).join(', '),
            format.relative(Math.min(at, now), now),
            format.when(keptUntil),
          )}
        </Banner>
      ))}
    </>
  );
}
