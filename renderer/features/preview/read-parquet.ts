import type { ObjectBytes } from './object-bytes.ts';
import { cellText, type Rows } from './read-rows.ts';

export interface ParquetFile extends Rows {
  readonly schema: readonly { readonly name: string; readonly type: string; readonly isOptional: boolean }[];
  readonly facts: readonly (readonly [name: 'rows' | 'rowGroups' | 'compression' | 'writtenBy', value: string])[];
}

const shownRows = 100;
const shownColumns = 100;

/** Schema and first rows of a Parquet file: the footer and the first row group's pages are all that is read. */
export async function readParquet(object: ObjectBytes): Promise<ParquetFile> {
  const [{ parquetMetadataAsync, parquetReadObjects, parquetSchema }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('./parquet-compressors.ts'),
  ]);
  const file = {
    byteLength: object.size,
    slice: async (start: number, end = object.size) => (await object.read(start, end)).buffer,
  };
  const metadata = await parquetMetadataAsync(file);
  const children = parquetSchema(metadata).children;
  const schema = children.map(({ element, children: inner }) => ({
    name: element.name,
    type: [element.type ?? (inner.length > 0 ? 'group' : ''), element.logical_type?.type ?? element.converted_type]
      .filter((part) => part !== undefined && part !== '')
      .join(' · '),
    isOptional: element.repetition_type !== 'REQUIRED',
  }));
  const columns = schema.slice(0, shownColumns).map(({ name }) => name);
  const total = Number(metadata.num_rows);
  const found =
    columns.length === 0
      ? []
      : await parquetReadObjects({
          file,
          metadata,
          columns,
          compressors,
          rowStart: 0,
          rowEnd: Math.min(shownRows, total),
          useOffsetIndex: true,
        });
  const codecs = new Set(
    metadata.row_groups.flatMap((group) => group.columns.map(({ meta_data: meta }) => meta?.codec)),
  );
  return {
    schema,
    columns,
    rows: found.map((row) => columns.map((name) => cellText(row[name]))),
    total,
    facts: [
      ['rows', String(total)],
      ['rowGroups', String(metadata.row_groups.length)],
      ['compression', [...codecs].filter((codec) => codec !== undefined).join(', ')],
      ...(metadata.created_by === undefined ? [] : [['writtenBy', metadata.created_by] as const]),
    ],
  };
}
