import { createHash } from 'node:crypto';
import { favourite, placeView, visit, type ConnectionId, type KnownPlaces } from '../../preload/contract/index.ts';
import type { Handlers } from '../../preload/rpc/handlers.ts';
import { createEmitter, type Clock } from '../base/index.ts';
import { createSettingsRepository, type AppDatabase } from '../database/index.ts';

const maxRecent = 30;
const names = { favourites: 'places.favourites', recent: 'places.recent' };
/** A bucket's name may hold anything and be long: its hash names the setting. */
const viewName = (connectionId: ConnectionId, bucket: string): string =>
  `places.view.${createHash('sha256').update(`${connectionId}/${bucket}`).digest('base64url')}`;

/** Favourites, recent places and how buckets are shown, kept as settings. */
export function createPlacesHandlers(deps: {
  readonly database: AppDatabase;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}): Handlers['places'] {
  const repository = createSettingsRepository(deps.database);
  const emitter = createEmitter<KnownPlaces>((error) => deps.log(`places: a listener failed: ${String(error)}`));

  /** What is kept, as far as it fits: one damaged entry does not hide the others. */
  const listOf = <T>(name: string, read: (one: unknown) => T | undefined): T[] => {
    const stored = repository.read(name);
    return Array.isArray(stored) ? stored.map(read).filter((one) => one !== undefined) : [];
  };
  const known = (): KnownPlaces => ({
    favourites: listOf(names.favourites, (one) => favourite.safeParse(one).data),
    recent: listOf(names.recent, (one) => visit.safeParse(one).data),
  });

  return {
    watch: () => ({ snapshot: known, subscribe: emitter.subscribe }),
    setFavourites({ favourites }) {
      repository.write(names.favourites, favourites);
      emitter.emit(known());
      return {};
    },
    visit({ place }) {
      const others = known().recent.filter(
        ({ place: other }) =>
          other.connectionId !== place.connectionId || other.bucket !== place.bucket || other.prefix !== place.prefix,
      );
      repository.write(names.recent, [{ place, at: deps.clock.now() }, ...others].slice(0, maxRecent));
      emitter.emit(known());
      return {};
    },
    forgetRecent() {
      repository.write(names.recent, []);
      emitter.emit(known());
      return {};
    },
    view({ connectionId, bucket }) {
      const view = placeView.safeParse(repository.read(viewName(connectionId, bucket)));
      return view.success ? { view: view.data } : {};
    },
    setView({ connectionId, bucket, view }) {
      repository.write(viewName(connectionId, bucket), view);
      return {};
    },
  };
}
