import type { Migration } from '../migration.ts';
import { migration as app } from './001-app.ts';
import { migration as transfers } from './010-transfers.ts';
import { migration as receipts } from './011-receipts.ts';
import { migration as queue } from './012-queue.ts';
import { migration as shares } from './020-shares.ts';
import { migration as connectionExtras } from './040-connection-extras.ts';
import { migration as keyLife } from './050-key-life.ts';
import { migration as links } from './051-links.ts';

/** Every step there is, in the order of their numbers. A new step is a file of its own and a line here. */
export const migrations: readonly Migration[] = [
  app,
  transfers,
  receipts,
  queue,
  shares,
  connectionExtras,
  keyLife,
  links,
];
