import type { DatabaseSync } from 'node:sqlite';
import type { Migration } from './migration.ts';

function applied(sql: DatabaseSync): Map<number, string> {
  const known = sql.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'schema_steps'").get();
  if (!known) return new Map();
  const rows = sql.prepare('SELECT id, name FROM schema_steps ORDER BY id').all();
  return new Map(rows.map((row) => [Number(row.id), String(row.name)]));
}

/** Steps that the file has and this program does not know: it was written by a newer one. Changes nothing. */
export function unknownMigrations(sql: DatabaseSync, steps: readonly Migration[]): string[] {
  const known = new Set(steps.map((step) => step.id));
  return [...applied(sql)].filter(([id]) => !known.has(id)).map(([id, name]) => `${id} ${name}`);
}

/**
 * Runs the steps that the file lacks and answers their names. A set of numbers rather than one version, because rooms
 * number their steps in ranges of their own: 11 may come after 20 has long been applied.
 */
export function applyMigrations(sql: DatabaseSync, steps: readonly Migration[]): string[] {
  sql.exec(`CREATE TABLE IF NOT EXISTS schema_steps (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL
  ) STRICT`);
  const before = applied(sql);
  const done: string[] = [];
  for (const step of steps) {
    if (before.has(step.id)) continue;
    sql.exec('BEGIN IMMEDIATE');
    try {
      step.up(sql);
      sql
        .prepare('INSERT INTO schema_steps (id, name, applied_at) VALUES (?, ?, ?)')
        .run(step.id, step.name, Date.now());
      sql.exec('COMMIT');
    } catch (cause) {
      if (sql.isTransaction) sql.exec('ROLLBACK');
      throw new Error(`the schema step ${step.id} ${step.name} failed; the data is as it was`, { cause });
    }
    done.push(`${step.id} ${step.name}`);
  }
  return done;
}
