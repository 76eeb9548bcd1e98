import type { AppDatabase } from './open-database.ts';
import { fromJson } from './records.ts';

/** Small values by name, kept as JSON. Who reads one judges it: what is not as expected counts as not set. */
export interface SettingsRepository {
  read(name: string): unknown;
  write(name: string, value: unknown): void;
  remove(name: string): void;
}

export function createSettingsRepository({ sql }: AppDatabase): SettingsRepository {
  const read = sql.prepare('SELECT value FROM settings WHERE name = ?');
  const write = sql.prepare(
    'INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  );
  const remove = sql.prepare('DELETE FROM settings WHERE name = ?');
  return {
    read: (name) => fromJson(read.get(name)?.value),
    write: (name, value) => void write.run(name, JSON.stringify(value)),
    remove: (name) => void remove.run(name),
  };
}
