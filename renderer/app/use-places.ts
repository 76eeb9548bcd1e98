import { useCallback, useEffect, useRef, useState } from 'react';
import type { KnownPlaces, Place, PlaceView } from '../../preload/contract/index.ts';
import { baseName } from '../lib/index.ts';
import { firstView } from '../features/browser/index.ts';
import { takeNewest, useClient, useStream, type Client } from '../rpc/index.ts';

const nothing: KnownPlaces = { favourites: [], recent: [] };
const same = (left: Place, right: Place): boolean =>
  left.connectionId === right.connectionId && left.bucket === right.bucket && left.prefix === right.prefix;

export interface Places extends KnownPlaces {
  readonly isFavourite: (place: Place) => boolean;
  /** Adds a favourite, or takes it off. */
  readonly toggleFavourite: (place: Place) => void;
  readonly moveFavourite: (from: number, to: number) => void;
}

/** Control characters have no place in a name that is kept for people. */
const nameOf = ({ bucket, prefix }: Place): string =>
  (prefix === '' ? bucket : baseName(prefix))
    .replace(/[\u0000-\u001f\u007f]/g, '')
    .trim()
    .slice(0, 120)
    .toWellFormed() || '/';

export function usePlaces(onError: (thrown: unknown) => void): Places {
  const client = useClient();
  const { value: known = nothing } = useStream(client.places.watch, takeNewest);
  const { favourites } = known;
  const set = (next: KnownPlaces['favourites']): void => {
    client.places.setFavourites({ favourites: next.slice(0, 200) }).catch(onError);
  };
  return {
    ...known,
    isFavourite: (place) => favourites.some((one) => same(one.place, place)),
    toggleFavourite: (place) =>
      set(
        favourites.some((one) => same(one.place, place))
          ? favourites.filter((one) => !same(one.place, place))
          : [...favourites, { place, name: nameOf(place) }],
      ),
    moveFavourite: (from, to) => {
      const moved = favourites[from];
      if (moved !== undefined) set(favourites.toSpliced(from, 1).toSpliced(to, 0, moved));
    },
  };
}

/** Milliseconds that a place must be shown before it counts as visited. */
const visitAfter = 1500;

/** Remembers where the user was, once they stay. */
export function useVisit(place: Place | undefined): void {
  const client = useClient();
  const key = place === undefined ? undefined : JSON.stringify(place);
  useEffect(() => {
    if (key === undefined) return undefined;
    const timer = setTimeout(() => {
      // The list of recent places is a convenience: without it nothing else changes.
      client.places.visit({ place: JSON.parse(key) as Place }).catch(() => undefined);
    }, visitAfter);
    return () => clearTimeout(timer);
  }, [client, key]);
}

/** Milliseconds without a further change before a view is kept. */
const keepAfter = 300;

/** How a bucket is shown: as the user left it, and kept when it is changed. */
export function usePlaceView(
  connectionId: Place['connectionId'],
  bucket: string,
): readonly [PlaceView, (view: PlaceView) => void] {
  const client = useClient();
  const [views, setViews] = useState<ReadonlyMap<string, PlaceView>>(new Map());
  const key = `${connectionId}/${bucket}`;
  useEffect(() => {
    const abort = new AbortController();
    const read = async (): Promise<void> => {
      const view = await load(client, { connectionId, bucket }, abort.signal);
      if (view !== undefined) setViews((before) => (before.has(key) ? before : new Map([...before, [key, view]])));
    };
    void read();
    return () => abort.abort();
  }, [client, connectionId, bucket, key]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const change = useCallback(
    (view: PlaceView) => {
      setViews((before) => new Map([...before, [key, view]]));
      // The edge of a column is dragged through many widths: the last one is kept.
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        // It is applied in any case, and kept where that can be done.
        client.places.setView({ connectionId, bucket, view }).catch(() => undefined);
      }, keepAfter);
    },
    [client, connectionId, bucket, key],
  );
  return [views.get(key) ?? firstView, change];
}

async function load(
  client: Client,
  of: { connectionId: Place['connectionId']; bucket: string },
  signal: AbortSignal,
): Promise<PlaceView | undefined> {
  try {
    return (await client.places.view(of, { signal })).view;
  } catch {
    // What is not known is shown as at first.
    return undefined;
  }
}
