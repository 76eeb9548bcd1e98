/** A stored record that does not parse: damaged, or written by something else. It stays where it is. */
export interface RecordProblem {
  readonly table: string;
  readonly id: string;
  /** Which fields do not fit; never their values. */
  readonly reason: string;
}

/** What a list read answers: the good records, and beside them the ones that could not be read. */
export interface Records<T> {
  readonly items: readonly T[];
  readonly problems: readonly RecordProblem[];
}

interface Parsed<T> {
  readonly success: boolean;
  readonly data?: T;
  readonly error?: { readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[] };
}

type Row = Readonly<Record<string, unknown>>;

/** Reads each row with `parse`, and gathers what does not fit. */
export function readRecords<T>(table: string, rows: readonly Row[], parse: (row: Row) => Parsed<T>): Records<T> {
  const items: T[] = [];
  const problems: RecordProblem[] = [];
  for (const row of rows) {
    const result = parse(row);
    if (result.success && result.data !== undefined) items.push(result.data);
    else problems.push({ table, id: nameOf(row), reason: reasonOf(result) });
  }
  return { items, problems };
}

/** The value of a JSON column, or undefined where it is no JSON: the schema then names the field. */
export function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return undefined;
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function nameOf(row: Row): string {
  return typeof row.id === 'string' ? row.id.slice(0, 64) : '?';
}

function reasonOf(result: Parsed<unknown>): string {
  const fields = result.error?.issues.map((issue) => issue.path.map(String).join('.'));
  return `does not fit: ${[...new Set(fields)].join(', ').slice(0, 200)}`;
}
