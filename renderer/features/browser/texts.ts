import { format } from '../../lib/index.ts';

const objects = (count: number): string => (count === 1 ? '1 object' : `${format.count(count)} objects`);
const folders = (count: number): string => (count === 1 ? '1 folder' : `${format.count(count)} folders`);
const items = (count: number): string => (count === 1 ? '1 item' : `${format.count(count)} items`);

/** Every text of the browser in one place. */
export const texts = {
  objects,
  folders,
  items,

  table: (place: string) => `Contents of ${place}`,
  columns: {
    name: 'Name',
    size: 'Size',
    modified: 'Modified',
    kind: 'Kind',
    class: 'Storage class',
    etag: 'ETag',
    versions: 'Versions',
  },
  standardClass: 'STANDARD',
  byIndex: 'By the local index of the bucket, which may be old',
  level: (place: string) => `Level ${place}`,
  levelCut: 'The first 1,000 names. Open the folder to see them all.',
  toolbar: 'Browser actions',
  path: 'Path',
  pathEdit: 'Edit path',
  pathField: 'Go to path',
  filter: 'Filter by name',
  clearFilter: 'Clear filter',
  sortBy: 'Sort by',
  more: 'More actions',
  add: 'Upload',

  upload: 'Upload files…',
  uploadFolder: 'Upload folder…',
  newFolder: 'New folder…',
  open: 'Open',
  goUp: 'Enclosing folder',
  refresh: 'Refresh',
  download: 'Download',
  saveTo: (machine: string) => `Save to a folder on ${machine}…`,
  share: 'Share…',
  askForFile: 'Ask for a file…',
  rename: 'Rename',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  moveTo: 'Move to…',
  copyTo: 'Copy to…',
  remove: 'Delete…',
  copyUri: 'Copy S3 address',
  copyKey: 'Copy key',
  selectAll: 'Select all',
  editPath: 'Go to path…',
  focusFilter: 'Filter',
  dragOut: 'Drag out to the desktop',

  openInTab: 'Open in new tab',
  undo: (what: string | undefined) => (what === undefined ? 'Undo' : `Undo: ${what}`),
  undoRename: 'Rename',
  undoMove: (count: number) => `Move of ${items(count)}`,
  undoDelete: (count: number) => `Delete of ${items(count)}`,
  whyNothingToUndo: 'Nothing was done yet that can be undone.',
  moveToOther: 'Move to the other pane',
  copyToOther: 'Copy to the other pane',
  columnsDialog: 'Columns…',
  showAs: { list: 'Show as list', grid: 'Show as grid', columns: 'Show as columns' },
  addFavourite: 'Add to favourites',
  removeFavourite: 'Remove from favourites',
  search: 'Search the bucket…',
  usage: 'What takes the space…',
  whyOneFolder: 'Select one folder.',

  columnsTitle: 'Columns',
  columnsHint:
    'The name is always there. This is kept for this bucket. Versions are counted by one question to the store for each object in sight.',
  columnWidth: (column: string) => `Width of ${column} in pixels`,
  columnsReset: 'As at first',
  apply: 'Apply',

  whyNothingSelected: 'Select something first.',
  whyOneObject: 'Select one object.',
  whyOneItem: 'Select one object or folder.',
  whyReadOnly: 'This connection is set to read only.',
  whyNothingCut: 'Cut or copy something first.',
  whyAtRoot: 'This is the top of the bucket.',
  whyTooMany: 'At most 100,000 objects and 10,000 folders at a time. Select fewer, or their folder.',

  counted: (folderCount: number, objectCount: number, bytes: number) =>
    folderCount + objectCount === 0
      ? 'Empty'
      : [
          ...(folderCount > 0 ? [folders(folderCount)] : []),
          ...(objectCount > 0 || folderCount === 0 ? [`${objects(objectCount)}, ${format.bytes(bytes)}`] : []),
        ].join(', '),
  countedSoFar: (count: number) => `At least ${items(count)} so far…`,
  countedPartly: (count: number) => `At least ${items(count)}`,
  filtered: (shown: number, count: number) => `${format.count(shown)} of ${items(count)}`,
  selected: (count: number) => `${format.count(count)} selected`,
  loadMore: 'Load more',
  refreshing: 'Reading again…',
  loading: 'Loading…',
  notRead: 'Could not be read',
  storeOrder: 'Names in the store’s own order',

  emptyTitle: 'Nothing here yet',
  emptyText: 'Drop files or folders here, paste them, or choose them.',
  emptyReadOnly: 'This connection is set to read only, so nothing can be added from here.',
  firstText:
    'Drop files or folders here, paste them, or choose them. Then select one and press Share to hand out a link. Nothing at hand? Sample files show how it works.',
  addSamples: 'Add sample files',
  chooseFiles: 'Upload files',
  chooseFolder: 'Upload folder',
  noMatchTitle: (filter: string) => `No name holds “${filter}”`,
  noMatchText: 'The filter looks at the names that are loaded in this folder.',
  listingBroke: 'The rest of this folder could not be read. What is shown is what came before.',
  dropHere: (place: string) => `Drop to upload to ${place}`,
  dropRefused: 'This connection is set to read only.',

  newFolderTitle: 'New folder',
  newFolderName: 'Name',
  create: 'Create',
  renameField: 'New name',
  cancel: 'Cancel',
  close: 'Close',

  deleteTitle: (count: number, name: string | undefined) =>
    name === undefined ? `Delete ${items(count)}?` : `Delete “${name}”?`,
  deleteCounting: 'Counting what would go…',
  deletePlan: (count: number, bytes: number) =>
    `${objects(count)} (${format.bytes(bytes)}) will be deleted. Unless the bucket keeps versions, this cannot be undone.`,
  deletePlanPartly: (count: number) =>
    `More than ${objects(count)} will be deleted. Unless the bucket keeps versions, this cannot be undone.`,
  deleteNothing: 'There is nothing below it any more.',
  deleteSample: 'Among them',
  deleteMore: (count: number) => `and ${format.count(count)} more`,
  deleteType: (word: string) => `Type ${word} to confirm`,
  deleteWord: 'delete',
  deleteAction: 'Delete',

  conflictTitle: (count: number) => (count === 1 ? 'A name is taken' : `${format.count(count)} names are taken`),
  conflictText: (names: readonly string[]) => `Already here: ${names.join(', ')}. What should happen to these?`,
  conflictLabel: 'For names that exist',
  conflict: {
    'keep-both': { label: 'Keep both', description: 'The new one gets a number.' },
    ask: { label: 'Ask for each', description: 'Shows both sides in the transfers; the others go on meanwhile.' },
    newer: { label: 'Replace if newer', description: 'What is there stays where it is as new or newer.' },
    overwrite: { label: 'Replace', description: 'The new one takes the place of the old one.' },
    'skip-same': {
      label: 'Replace what differs',
      description: 'Files with the same size that are not newer are left alone.',
    },
    skip: { label: 'Skip', description: 'Only what is not here yet is uploaded.' },
  },
  continue: 'Continue',

  moveTitle: (count: number) => `Move ${items(count)}`,
  copyTitle: (count: number) => `Copy ${items(count)}`,
  targetConnection: 'Connection',
  targetBucket: 'Bucket',
  targetFolder: 'Folder',
  targetFolderHint: 'Empty for the top of the bucket. A folder that is not there yet is made.',
  targetSame: 'It is there already. Choose another folder.',
  targetInside: 'A folder cannot go into itself.',
  move: 'Move',
  copyAction: 'Copy',
  noBuckets: 'This connection shows no buckets.',

  saveTitle: 'Save to a folder',
  saveAction: 'Save here',

  downloadStarted: 'Download started',
  copiedUri: 'S3 address copied',
  copiedKey: 'Key copied',
  cutDone: (count: number) => `${items(count)} cut. Paste where they should go.`,
  copyDone: (count: number) => `${items(count)} copied. Paste where they should go.`,
  lost: (names: readonly string[]) =>
    `${names.length === 1 ? `“${names[0]}” was` : `${items(names.length)} were`} gone before ${names.length === 1 ? 'it' : 'they'} could be read. The others go on; drop ${names.length === 1 ? 'it' : 'them'} again when ${names.length === 1 ? 'it is' : 'they are'} back.`,
  refused: (names: readonly string[]) =>
    `${names.length === 1 ? `“${names[0]}” cannot be uploaded: it is` : `${items(names.length)} cannot be uploaded: they are`} gone, or may not be read.`,
  uploadTitle: (first: string, others: number) => {
    const name =
      first.length > 300
        ? `${first
            .slice(0, 300)
            .toWellFormed()
            .replace(/\uFFFD$/, '')}…`
        : first;
    return others === 0 ? name : `${name} and ${format.count(others)} more`;
  },
  staged: (count: number) => `${objects(count)} ready to drop`,

  detailsPane: 'Details',
  preview: 'Preview',
  previewTooLarge: 'Too large for a preview.',
  previewBinary: 'This does not look like text.',
  previewCut: (bytes: number) => `The first ${format.bytes(bytes)}`,
  previewFailed: 'The preview could not be loaded.',
  selectHint: 'Select an object to see what it is.',
  fact: {
    kind: 'Kind',
    size: 'Size',
    modified: 'Modified',
    type: 'Content type',
    encoding: 'Encoding',
    disposition: 'Disposition',
    cache: 'Cache control',
    storage: 'Storage class',
    version: 'Version',
    etag: 'ETag',
    key: 'Key',
    uri: 'S3 address',
    metadata: 'Metadata',
    contents: 'Contents',
    bucket: 'Bucket',
    where: 'Where',
  },
  measure: 'Calculate size',
  measured: (count: number, bytes: number, isComplete: boolean) =>
    `${isComplete ? '' : 'More than '}${objects(count)}, ${format.bytes(bytes)}`,
} as const;
