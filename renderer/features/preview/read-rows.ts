/** Rows of a table, as texts. */
export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What is known of all rows, where it is. */
  readonly total?: number | undefined;
}

const most = { rows: 500, columns: 200, columnText: 2000 };

/**
 * Comma- or tab-separated values; the separator is the one that the first line has most of. A row that was cut at the
 * end of the text is left out. Source: RFC 4180.
 * @param isCut there is more of the text
 */
export function readSeparated(text: string, isCut: boolean): Rows {
  const firstLine = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const count = (separator: string): number => firstLine.split(separator).length;
  const separator = [',', '\t', ';', '|'].reduce((best, each) => (count(each) > count(best) ? each : best), ',');
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length && rows.length <= most.rows) {
    let field: string;
    if (text[at] === '"') {
      const pieces: string[] = [];
      let closed = false;
      at += 1;
      while (!closed) {
        const quote = text.indexOf('"', at);
        if (quote === -1) {
          pieces.push(text.slice(at));
          at = text.length;
          break;
        }
        pieces.push(text.slice(at, quote));
        closed = text[quote + 1] !== '"';
        if (!closed) pieces.push('"');
        at = quote + (closed ? 1 : 2);
      }
      if (!closed && isCut) break;
      field = pieces.join('');
      // What follows a closing quote belongs to the field, however wrong it is.
      const end = endOfField(text, at, separator);
      field += text.slice(at, end);
      at = end;
    } else {
      const end = endOfField(text, at, separator);
      field = text.slice(at, end);
      at = end;
    }
    const isLast = at >= text.length;
    if (isLast && isCut) break;
    if (row.length < most.columns) row.push(shorten(field));
    if (text[at] === separator) {
      at += 1;
      if (at >= text.length && !isCut) row.push('');
      if (at < text.length) continue;
    } else {
      at += text.startsWith('\r\n', at) ? 2 : 1;
    }
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  const [columns = [], ...body] = rows;
  return { columns, rows: body.slice(0, most.rows), total: isCut || body.length > most.rows ? undefined : body.length };
}

function endOfField(text: string, start: number, separator: string): number {
  let at = start;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return at;
}

/** One JSON value a line; the names that objects have become columns. Lines that are not JSON are shown as they are. */
export function readJsonLines(text: string, isCut: boolean): Rows {
  const lines = text.split(/\r?\n/);
  if (isCut) lines.pop();
  const given = lines.filter((line) => line.trim() !== '');
  const values = given.slice(0, most.rows).map(parseLine);
  const columns = new Set<string>();
  for (const value of values) {
    if (!isRecord(value)) columns.add('value');
    else for (const name of Object.keys(value)) if (columns.size < most.columns) columns.add(name);
  }
  const names = [...columns];
  const rows = values.map((value) =>
    names.map((name) => cellText(isRecord(value) ? value[name] : name === 'value' ? value : undefined)),
  );
  return { columns: names, rows, total: isCut ? undefined : given.length };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    // Told by showing the line itself.
    return line;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of a row as text: nothing for null, ISO for dates, JSON for what is nested. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return shorten(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return shorten(
    JSON.stringify(value, (_name, each: unknown) => (typeof each === 'bigint' ? each.toString() : each)) ?? '',
  );
}

function shorten(text: string): string {
  return text.length > most.columnText ? `${text.slice(0, most.columnText)}…` : text;
}
