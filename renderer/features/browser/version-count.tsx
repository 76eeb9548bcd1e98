import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import type { Place } from '../../../preload/contract/index.ts';
import { format } from '../../lib/index.ts';
import { useClient } from '../../rpc/index.ts';
import { AskedValues } from './asked-values.ts';
import { useAskedValue } from './use-asked-value.ts';

/** Versions that are counted; where there are more, it says so. */
const mostCounted = 1000;
/** Milliseconds that a count is taken for true. */
const trueFor = 60_000;

interface Count {
  readonly versions: number;
  readonly isWhole: boolean;
}
const CountsContext = createContext<AskedValues<Count> | undefined>(undefined);

/** Gives the rows below the one place that asks for versions. */
export function VersionCounts({ children }: { readonly children: ReactNode }): ReactNode {
  const client = useClient();
  const [counts] = useState(
    () =>
      new AskedValues<Count>(async ({ connectionId, bucket }, key, signal) => {
        const { versions, complete } = await client.properties.versions(
          { connectionId, bucket, key, limit: mostCounted },
          { signal },
        );
        return { value: { versions: versions.length, isWhole: complete }, expiresAt: Date.now() + trueFor };
      }),
  );
  useEffect(() => () => counts.close(), [counts]);
  return <CountsContext value={counts}>{children}</CountsContext>;
}

export interface VersionCountProps {
  readonly place: Place | undefined;
  readonly objectKey: string;
}

/** How many versions an object has, delete markers among them; a dash where the store does not say. */
export function VersionCount({ place, objectKey }: VersionCountProps): ReactNode {
  const counts = useContext(CountsContext);
  if (counts === undefined || place === undefined) return null;
  return <Counted counts={counts} place={place} objectKey={objectKey} />;
}

function Counted({
  counts,
  place,
  objectKey,
}: {
  readonly counts: AskedValues<Count>;
  readonly place: Place;
  readonly objectKey: string;
}): ReactNode {
  const count = useAskedValue(counts, place, objectKey);
  if (count === undefined) return <span className="is-quiet">–</span>;
  return `${format.count(count.versions)}${count.isWhole ? '' : '+'}`;
}
