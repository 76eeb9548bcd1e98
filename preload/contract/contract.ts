import { bucketSettings } from './modules/bucket-settings.ts';
import { connections } from './modules/connections.ts';
import { files } from './modules/files.ts';
import { host } from './modules/host.ts';
import { imports } from './modules/imports.ts';
import { buckets, objects } from './modules/objects.ts';
import { keys } from './modules/keys.ts';
import { server } from './modules/server.ts';
import { places } from './modules/places.ts';
import { search } from './modules/search.ts';
import { properties } from './modules/properties.ts';
import { settings } from './modules/settings.ts';
import { shares } from './modules/shares.ts';
import { transfers } from './modules/transfers.ts';
import { vault } from './modules/vault.ts';

/** Every procedure there is: handlers, client, validation and docs come from this one value. */
export const contract = {
  host,
  vault,
  connections,
  imports,
  buckets,
  bucketSettings,
  objects,
  properties,
  places,
  search,
  files,
  transfers,
  shares,
  server,
  keys,
  settings,
};
export type Contract = typeof contract;
