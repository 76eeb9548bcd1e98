import { DatabaseSync } from 'node:sqlite';

type Cell = string | number | bigint | null | Uint8Array;

/**
 * Carries over what can be read of `tables` from a damaged file, and answers the number of rows by table. Reads only;
 * the rows are judged again by their repositories like any other stored state.
 */
export function salvage(
  damaged: string,
  fresh: DatabaseSync,
  tables: readonly string[],
  log: (line: string) => void,
): Record<string, number> {
  const counts: Record<string, number> = {};
  let source: DatabaseSync;
  try {
    source = new DatabaseSync(damaged, { readOnly: true });
  } catch (error) {
    log(`database: nothing to carry over, the damaged file does not open: ${String(error)}`);
    return counts;
  }
  for (const table of tables) {
    counts[table] = 0;
    try {
      for (const row of source.prepare(`SELECT * FROM "${table}"`).iterate()) {
        const names = columnsOf(fresh, table).filter((name) => name in row);
        const statement = fresh.prepare(
          `INSERT OR IGNORE INTO "${table}" (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
        );
        counts[table] += Number(statement.run(...names.map((name): Cell => row[name] ?? null)).changes);
      }
    } catch (error) {
      log(`database: stopped carrying over ${table} after ${counts[table]} rows: ${String(error)}`);
    }
  }
  source.close();
  return counts;
}

function columnsOf(sql: DatabaseSync, table: string): string[] {
  return sql
    .prepare(`PRAGMA table_info("${table}")`)
    .all()
    .map((row) => String(row.name));
}
