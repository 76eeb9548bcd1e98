import { format } from '../../lib/index.ts';

export const texts = {
  preview: 'Preview',
  loading: 'Loading…',
  tryAgain: 'Try again',
  tooLarge: 'Too large for a preview.',
  failed: 'The preview could not be loaded.',
  unreadable: 'This file cannot be shown: it is damaged, or not what its name says.',
  binary: 'This does not look like text.',
  cut: (bytes: number) => `The first ${format.bytes(bytes)}`,
  formatted: 'Formatted',
  source: 'Source',
  view: 'View',
  rows: 'Rows',
  columns: 'Columns',
  column: 'Column',
  type: 'Type',
  rowsShown: (shown: number, total: number | undefined) =>
    total === undefined
      ? `The first ${format.count(shown)} rows`
      : shown < total
        ? `The first ${format.count(shown)} of ${format.count(total)} rows`
        : total === 1
          ? '1 row'
          : `${format.count(total)} rows`,
  noRows: 'No rows.',
  fact: {
    format: 'Format',
    tensors: 'Tensors',
    parameters: 'Parameters',
    rows: 'Rows',
    rowGroups: 'Row groups',
    compression: 'Compression',
    writtenBy: 'Written by',
  },
  tensor: 'Tensor',
  shape: 'Shape',
  size: 'Size',
  metadata: 'Metadata',
  entries: 'Contents',
  name: 'Name',
  entriesShown: (count: number, isWhole: boolean) =>
    isWhole ? (count === 1 ? '1 entry' : `${format.count(count)} entries`) : `The first ${format.count(count)} entries`,
  listShown: (shown: number, total: number) => `The first ${format.count(shown)} of ${format.count(total)}`,
  emptyArchive: 'The archive is empty.',
  page: (page: number, pages: number) => `Page ${format.count(page)} of ${format.count(pages)}`,
  previousPage: 'Previous page',
  nextPage: 'Next page',
  encryptedPdf: 'This document asks for a password.',
  pdfPage: (page: number) => `Page ${format.count(page)} of the document`,
  magnify: 'Open larger',
};
