import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { contract } from '../../preload/contract/index.ts';
import { createSettingsRepository, openDatabase, type AppDatabase } from '../database/index.ts';
import { createUserSettings } from './settings.ts';

let home: string;
let database: AppDatabase;
const log = () => {};
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'quayside-settings-'));
  database = openDatabase({ home, log });
});
afterEach(() => {
  database.close();
  rmSync(home, { recursive: true, force: true });
});

it('a change is told, kept and leaves the rest as it was', () => {
  const settings = createUserSettings({ database, log });
  const seen: unknown[] = [];
  settings.watch.subscribe((value) => seen.push(value));
  const before = contract.settings.watch.snapshot.parse(settings.watch.snapshot());
  settings.change({ theme: 'dark', parallelFiles: 9 });
  const after = { ...before, theme: 'dark', parallelFiles: 9 };
  expect(seen).toEqual([after]);
  expect(createUserSettings({ database, log }).watch.snapshot()).toEqual(after);
});

it('a stored value that does not fit counts as not set, the others stay', () => {
  createUserSettings({ database, log }).change({ theme: 'light', parallelFiles: 9 });
  createSettingsRepository(database).write('user.parallelFiles', 1e308);
  database.sql.exec("UPDATE settings SET value = '{' WHERE name = 'user.density'");
  const { theme, parallelFiles, density } = createUserSettings({ database, log }).watch.snapshot();
  expect({ theme, parallelFiles, density }).toEqual({ theme: 'light', parallelFiles: 4, density: 'comfortable' });
});
