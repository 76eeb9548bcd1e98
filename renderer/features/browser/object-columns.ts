import type { PlaceView } from '../../../preload/contract/index.ts';
import type { SortColumn } from '../../lib/index.ts';
import type { GridColumn } from '../../ui/index.ts';
import { texts } from './texts.ts';

export const columnIds = ['size', 'modified', 'kind', 'class', 'etag', 'versions'] as const;
export type ColumnId = (typeof columnIds)[number];

/** How a bucket is shown before anything was changed. */
export const firstView: PlaceView = {
  kind: 'list',
  shown: ['size', 'modified', 'kind'],
  widths: {},
  sort: { by: 'name', isDescending: false },
};

const known: Readonly<Record<ColumnId, Omit<GridColumn, 'id' | 'track'> & { readonly width: number }>> = {
  size: { label: texts.columns.size, width: 92, align: 'end', isSortable: true },
  modified: { label: texts.columns.modified, width: 172, isSortable: true, hidesBelow: 'narrow' },
  kind: { label: texts.columns.kind, width: 136, isSortable: true, hidesBelow: 'medium' },
  class: { label: texts.columns.class, width: 120, isSortable: true, hidesBelow: 'medium' },
  etag: { label: texts.columns.etag, width: 280, hidesBelow: 'medium' },
  versions: { label: texts.columns.versions, width: 88, align: 'end', hidesBelow: 'medium' },
};

export const columnName = (id: ColumnId): string => known[id].label;
export const widthOf = ({ widths }: Pick<PlaceView, 'widths'>, id: ColumnId): number => widths[id] ?? known[id].width;

export function gridColumns(view: Pick<PlaceView, 'shown' | 'widths'>): readonly GridColumn[] {
  const columns: GridColumn[] = [
    { id: 'name', label: texts.columns.name, track: 'minmax(180px, 1fr)', isSortable: true },
  ];
  for (const id of view.shown) {
    const width = widthOf(view, id);
    columns.push({ ...known[id], id, width, track: `${width}px` });
  }
  return columns;
}

export const isColumnId = (id: string): id is ColumnId => columnIds.some((known) => known === id);
export const sortColumnOf = (id: string): SortColumn | undefined =>
  id === 'name' || id === 'size' || id === 'modified' || id === 'kind' || id === 'class' ? id : undefined;
