import { useState, type ReactNode } from 'react';
import { displayName, format } from '../../lib/index.ts';
import { Facts } from '../../ui/index.ts';
import type { ObjectBytes } from './object-bytes.ts';
import { PreviewFrame, PreviewScroll } from './preview-frame.tsx';
import { readParquet, type ParquetFile } from './read-parquet.ts';
import { readJsonLines, readSeparated, type Rows } from './read-rows.ts';
import { SegmentedView } from './segmented-view.tsx';
import { CutNote, readText } from './text-preview.tsx';
import { texts } from './texts.ts';
import { useLook, type PreviewedObject } from './use-object-bytes.ts';

async function readCsv(object: ObjectBytes): Promise<Rows> {
  const { text, isCut } = await readText(object);
  return readSeparated(text, isCut);
}
async function readLines(object: ObjectBytes): Promise<Rows> {
  const { text, isCut } = await readText(object);
  return readJsonLines(text, isCut);
}
const readers = { csv: readCsv, 'json-lines': readLines };

/** Rows of a text, as a table. */
export function RowsPreview({
  object,
  kind,
}: {
  readonly object: PreviewedObject;
  readonly kind: keyof typeof readers;
}): ReactNode {
  const look = useLook(object, readers[kind]);
  return (
    <PreviewFrame look={look}>
      {(rows) => (
        <>
          <RowTable rows={rows} />
          <CutNote size={object.size} />
        </>
      )}
    </PreviewFrame>
  );
}

const factNames = {
  rows: texts.fact.rows,
  rowGroups: texts.fact.rowGroups,
  compression: texts.fact.compression,
  writtenBy: texts.fact.writtenBy,
};

export function ParquetPreview({ object }: { readonly object: PreviewedObject }): ReactNode {
  const look = useLook(object, readParquet);
  const [view, setView] = useState<'rows' | 'columns'>('rows');
  return (
    <PreviewFrame look={look}>
      {(file) => (
        <>
          <SegmentedView
            label={texts.view}
            choices={[
              ['rows', texts.rows],
              ['columns', texts.columns],
            ]}
            value={view}
            onChange={setView}
          />
          {view === 'rows' ? <RowTable rows={file} /> : <Schema file={file} />}
        </>
      )}
    </PreviewFrame>
  );
}

function Schema({ file }: { readonly file: ParquetFile }): ReactNode {
  return (
    <>
      <PreviewScroll label={texts.columns}>
        <table className="preview-table">
          <thead>
            <tr>
              <th scope="col">{texts.column}</th>
              <th scope="col">{texts.type}</th>
            </tr>
          </thead>
          <tbody>
            {file.schema.map(({ name, type, isOptional }, at) => (
              <tr key={at}>
                <th scope="row">
                  <bdi>{displayName(name)}</bdi>
                </th>
                <td>{`${type}${isOptional ? ' ?' : ''}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </PreviewScroll>
      <div className="preview-facts">
        <Facts
          facts={file.facts.map(([name, value]) => [
            factNames[name],
            <bdi key={name}>{/^\d+$/.test(value) ? format.count(Number(value)) : displayName(value)}</bdi>,
          ])}
        />
      </div>
    </>
  );
}

function RowTable({ rows: { columns, rows, total } }: { readonly rows: Rows }): ReactNode {
  return (
    <>
      <PreviewScroll label={texts.rows}>
        <table className="preview-table">
          <thead>
            <tr>
              {columns.map((name, at) => (
                <th key={at} scope="col">
                  <bdi>{displayName(name)}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, line) => (
              <tr key={line}>
                {columns.map((_name, at) => (
                  <td key={at}>
                    <bdi>{displayName(row[at] ?? '')}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </PreviewScroll>
      <p className="preview-note">{rows.length === 0 ? texts.noRows : texts.rowsShown(rows.length, total)}</p>
    </>
  );
}
