import { format } from '../../lib/index.ts';

const objects = (count: number): string => (count === 1 ? '1 object' : `${format.count(count)} objects`);

/** Every text of the search and of what takes the space. */
export const texts = {
  objects,
  searchTitle: (bucket: string) => `Search ${bucket}`,
  query: 'Search for',
  placeholder: { contains: 'Words in the key', glob: '*.parquet or runs/*/loss.csv', prefix: 'Beginning of the key' },
  modeLabel: 'How to search',
  modes: { contains: 'Words', glob: 'Pattern', prefix: 'Beginning' },
  scopeLabel: 'Where to search',
  scopes: { bucket: 'Whole bucket', folder: 'This folder' },
  results: 'Found objects',
  columns: { name: 'Name', folder: 'Folder', size: 'Size', modified: 'Modified' },
  found: (count: number, more: boolean) =>
    count === 0
      ? 'Nothing fits'
      : more
        ? `The first ${objects(count)}; narrow the search to see others`
        : `${objects(count)} found`,
  searching: 'Searching…',
  typeToSearch: 'Type to search all names of the bucket.',
  close: 'Close',

  noIndexTitle: 'This bucket has no local index yet',
  noIndexText:
    'Build one to search all names at once and to see what takes the space. The bucket is listed once in the background; only names, sizes and times are kept, on this machine.',
  build: 'Build the index',
  rebuild: 'Build again',
  stop: 'Stop',
  drop: 'Remove the index',
  building: (count: number) => `Listing the bucket: ${objects(count)} so far`,
  ready: (count: number, age: string) => `${objects(count)}, as of ${age}`,
  partial: (count: number, age: string) => `Only part of the bucket: ${objects(count)}, as of ${age}`,
  broke: (why: string) => `The last listing broke off: ${why}`,

  usageTitle: (bucket: string) => `What takes the space in ${bucket}`,
  total: (count: number, bytes: number) => `${objects(count)}, ${format.bytes(bytes)}`,
  views: { map: 'Map', table: 'Table', largest: 'Largest objects' },
  viewLabel: 'Show as',
  map: 'Map of folders by size',
  mapHint: 'Arrow keys move, Enter goes into a folder, Backspace goes out.',
  tile: (name: string, bytes: number, count: number) => `${name}, ${format.bytes(bytes)}, ${objects(count)}`,
  here: 'Objects right here',
  others: (count: number) => `${format.count(count)} smaller folders`,
  share: 'Share',
  count: 'Objects',
  open: 'Open',
  path: 'Path',
  empty: 'There is nothing below this folder in the index.',
} as const;
