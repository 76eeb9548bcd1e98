import { z } from 'zod';
import { command, query, stream } from '../define.ts';
import { bucketName, connectionId, done, instant, label, nothing, place } from '../shapes.ts';

export const viewKinds = ['list', 'grid', 'columns'] as const;
export const viewColumns = ['size', 'modified', 'kind', 'class', 'etag', 'versions'] as const;

/** How the places of one bucket are shown. */
export const placeView = z.strictObject({
  kind: z.enum(viewKinds),
  /** Columns beside the name, in this order. */
  shown: z.array(z.enum(viewColumns)).max(viewColumns.length),
  /** Pixels, of columns whose width was changed. */
  widths: z.partialRecord(z.enum(viewColumns), z.number().int().min(40).max(1000)),
  sort: z.strictObject({ by: z.enum(['name', 'size', 'modified', 'kind', 'class']), isDescending: z.boolean() }),
});
export type PlaceView = z.infer<typeof placeView>;

export const favourite = z.strictObject({ place, name: label });
export type Favourite = z.infer<typeof favourite>;
export const visit = z.strictObject({ place, at: instant });
export type Visit = z.infer<typeof visit>;

const knownPlaces = z.strictObject({ favourites: z.array(favourite), recent: z.array(visit) });
export type KnownPlaces = z.infer<typeof knownPlaces>;

export const places = {
  watch: stream(
    'Favourite places in the user’s order, and recent ones, newest first.',
    nothing,
    knownPlaces,
    knownPlaces,
  ),
  setFavourites: command(
    'Puts the favourites as given in the place of those there are.',
    z.strictObject({ favourites: z.array(favourite).max(200) }),
    done,
  ),
  visit: command('Remembers that a place was opened; the 30 newest are kept.', z.strictObject({ place }), done),
  forgetRecent: command('Empties the list of recent places.', nothing, done),
  view: query(
    'How the places of a bucket are shown; absent where the user has not changed it.',
    z.strictObject({ connectionId, bucket: bucketName }),
    z.strictObject({ view: placeView.optional() }),
  ),
  setView: command(
    'Keeps how the places of a bucket are shown.',
    z.strictObject({ connectionId, bucket: bucketName, view: placeView }),
    done,
  ),
};
