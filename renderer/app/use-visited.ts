import { useEffect } from 'react';
import type { Connection } from '../../preload/contract/index.ts';
import { useClient } from '../rpc/index.ts';
import type { Route } from './routes.ts';

/** Milliseconds in a place before it counts as one where the user was: walking through folders is not. */
const settled = 1500;

/** Remembers the place that is open, for the connection that it belongs to. */
export function useVisited(route: Route, connection: Connection | undefined): void {
  const client = useClient();
  const isRemembered = route.kind === 'place' && connection !== undefined && !connection.local;
  const id = isRemembered ? connection.id : undefined;
  const bucket = route.kind === 'place' ? route.place.bucket : '';
  const prefix = route.kind === 'place' ? route.place.prefix : '';
  useEffect(() => {
    if (id === undefined) return undefined;
    const timer = setTimeout(() => {
      // Nothing is lost where it cannot be told: the next place is.
      client.connections.visited({ id, place: { bucket, prefix } }).catch(() => undefined);
    }, settled);
    return () => clearTimeout(timer);
  }, [client, id, bucket, prefix]);
}
