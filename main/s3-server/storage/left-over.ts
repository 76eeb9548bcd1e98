import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BucketKind } from './storage.ts';
import { filesBelow } from './storage-kit.ts';

/** For tests: what is left of a closed storage that should not be there, files that no row names and rows without a file. */
export async function leftOver(kind: BucketKind, place: { root: string; folder: string }): Promise<string[]> {
  const home = kind === 'object' ? place.root : join(place.folder, '.quayside');
  const database = new DatabaseSync(join(home, 'index.db'), { readOnly: true });
  const rows = database.prepare('SELECT file FROM segments').all() as { file: string }[];
  database.close();
  const named = new Set(rows.map((row) => row.file));
  const stored = await filesBelow(join(home, kind === 'object' ? 'data' : 'parts'));
  const strangers = stored.filter((file) => !named.has(file));
  const missing = [...named].filter((file) => !stored.includes(file));
  return [...(await filesBelow(join(home, 'tmp'))), ...strangers, ...missing];
}
