import { SearchX } from 'lucide-react';
import { useCallback, useEffect, type ReactNode } from 'react';
import type { Connection, Place } from '../../preload/contract/index.ts';
import { displayName, folderOf } from '../lib/index.ts';
import { useClient } from '../rpc/index.ts';
import { Button, EmptyState, Spinner, useLoaded } from '../ui/index.ts';
import { texts } from './texts.ts';

export interface OpenPlaceProps {
  readonly connections: readonly Connection[];
  readonly bucket: string;
  readonly objectKey: string;
  readonly onOpen: (place: Place, focusKey: string | undefined) => void;
  readonly onHome: () => void;
  readonly onAddConnection: () => void;
}

/** Finds the connection that has a bucket, this computer first, and leads on to the place; or says that none has it. */
export function OpenPlace({
  connections,
  bucket,
  objectKey,
  onOpen,
  onHome,
  onAddConnection,
}: OpenPlaceProps): ReactNode {
  const client = useClient();
  const load = useCallback(
    async (signal: AbortSignal) => {
      const ordered = connections.toSorted((left, right) => Number(right.local) - Number(left.local));
      // A store that does not answer does not hide the others.
      const asked = await Promise.allSettled(
        ordered.map(async ({ id }) => {
          const { buckets } = await client.buckets.list({ connectionId: id }, { signal });
          return buckets.some(({ name }) => name === bucket) ? id : undefined;
        }),
      );
      return {
        owner: asked.flatMap((one) => (one.status === 'fulfilled' && one.value !== undefined ? [one.value] : []))[0],
        silent: asked.filter(({ status }) => status === 'rejected').length,
      };
    },
    [client, connections, bucket],
  );
  const { value: found } = useLoaded(load);
  const owner = found?.owner;
  useEffect(() => {
    if (owner === undefined) return;
    const place = { connectionId: owner, bucket, prefix: objectKey.endsWith('/') ? objectKey : folderOf(objectKey) };
    onOpen(place, objectKey === place.prefix ? undefined : objectKey);
  }, [owner, bucket, objectKey, onOpen]);
  if (found === undefined || owner !== undefined) {
    return (
      <div className="shell-wait">
        <Spinner label={texts.loading} size={20} />
      </div>
    );
  }
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title={texts.nobodyHasTitle(displayName(bucket).slice(0, 80))}
      actions={
        <>
          <Button variant="primary" onPress={onHome}>
            {texts.sidebar}
          </Button>
          <Button onPress={onAddConnection}>{texts.addConnection}</Button>
        </>
      }
    >
      {found.silent === 0 ? texts.nobodyHasText : texts.nobodyAnsweredText(found.silent)}
    </EmptyState>
  );
}
