import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ConnectionId, KnownPlaces, Place, PlaceView } from '../../preload/contract/index.ts';
import { createSettingsRepository, openDatabase, type AppDatabase } from '../database/index.ts';
import { createPlacesHandlers } from './places.ts';

const place = (prefix: string): Place => ({ connectionId: 'c1' as ConnectionId, bucket: 'box', prefix });
const context = { signal: new AbortController().signal, session: 's' };
let home: string;
let database: AppDatabase;
let now = 0;
const open = () => {
  database = openDatabase({ home, log: () => undefined });
  return createPlacesHandlers({ database, clock: { now: () => (now += 1) }, log: () => undefined });
};

const snapshot = async (handlers: ReturnType<typeof open>): Promise<KnownPlaces> =>
  (await handlers.watch({}, context)).snapshot();

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'quayside-places-'));
});
afterEach(() => {
  database.close();
  rmSync(home, { recursive: true, force: true });
});

test('favourites and recent places are kept, told to listeners, and bounded', async () => {
  let handlers = open();
  const told: KnownPlaces[] = [];
  const watched = await handlers.watch({}, context);
  watched.subscribe((known) => told.push(known));
  await handlers.setFavourites({ favourites: [{ place: place('a/'), name: 'a' }] }, context);
  for (let step = 0; step < 40; step += 1) await handlers.visit({ place: place(`${step}/`) }, context);
  await handlers.visit({ place: place('20/') }, context);
  expect(
    told
      .at(-1)
      ?.recent.slice(0, 2)
      .map(({ place: one }) => one.prefix),
  ).toEqual(['20/', '39/']);
  database.close();

  handlers = open();
  const { favourites, recent } = await snapshot(handlers);
  expect(favourites).toEqual([{ place: place('a/'), name: 'a' }]);
  expect(recent).toHaveLength(30);
  expect(new Set(recent.map((one) => one.place.prefix)).size).toBe(30);
  await handlers.forgetRecent({}, context);
  expect((await snapshot(handlers)).recent).toEqual([]);
});

test('how a bucket is shown is kept for that bucket; what does not fit counts as not set', async () => {
  const handlers = open();
  const of = { connectionId: 'c1' as ConnectionId, bucket: 'box/with “odd” name' };
  expect(await handlers.view(of, context)).toEqual({});
  const view: PlaceView = {
    kind: 'grid',
    shown: ['etag', 'size'],
    widths: { size: 140 },
    sort: { by: 'modified', isDescending: true },
  };
  await handlers.setView({ ...of, view }, context);
  expect(await handlers.view(of, context)).toEqual({ view });
  expect(await handlers.view({ ...of, bucket: 'other' }, context)).toEqual({});
  const settings = createSettingsRepository(database);
  settings.write('places.favourites', [{ place: 'nonsense' }, { place: place('b/'), name: 'b' }]);
  settings.write('places.recent', 'nonsense');
  expect(await snapshot(handlers)).toEqual({
    favourites: [{ place: place('b/'), name: 'b' }],
    recent: [],
  });
});
