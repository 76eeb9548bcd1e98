import type { ReactNode } from 'react';
import type { LocalVolume } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { ErrorNotice, Select, useTask, type SelectItem } from '../../ui/index.ts';
import { texts } from './texts.ts';

type Store = NonNullable<LocalVolume['store']>;

const choices: readonly SelectItem<Store | 'plain'>[] = [
  { id: 'plain', label: texts.store.plain },
  { id: 'runpod', label: 'Runpod' },
  { id: 'coreweave', label: 'CoreWeave' },
  { id: 'runsite', label: 'Runsite' },
  { id: 'archil', label: 'Archil' },
];

/** The store whose limits and refusals a volume rehearses, from the next request on. */
export function StoreChoice({
  volume,
  onChanged,
}: {
  readonly volume: LocalVolume;
  readonly onChanged: () => void;
}): ReactNode {
  const client = useClient();
  const task = useTask();
  return (
    <>
      <Select
        label={texts.store.of(displayName(volume.bucket))}
        isLabelHidden
        items={choices}
        value={volume.store ?? 'plain'}
        isDisabled={task.isPending}
        onChange={(store) =>
          task.run(async () => {
            await client.server.setStore({ bucket: volume.bucket, ...(store === 'plain' ? {} : { store }) });
            onChanged();
          })
        }
      />
      {task.error === undefined ? null : <ErrorNotice error={task.error} look="line" />}
    </>
  );
}
