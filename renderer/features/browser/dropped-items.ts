/** One thing of a drop or a picker: a file with its path below what was dropped, or an empty folder. */
export type DroppedItem =
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly file: File;
      /** Looks at it anew, where the browser lets us: a File is a snapshot that breaks when the file changes. */
      readonly again?: () => Promise<File>;
    }
  | { readonly kind: 'folder'; readonly path: string }
  /** It was there when it was dropped and could not be read any more. */
  | { readonly kind: 'lost'; readonly path: string };

const asFile = (entry: FileSystemFileEntry): Promise<File> =>
  new Promise((resolve, reject) => entry.file(resolve, reject));

/** One batch of a folder's entries; Chromium gives at most 100 at a time, and an empty batch at the end. */
const nextEntries = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((resolve, reject) => reader.readEntries(resolve, reject));

async function* walk(entry: FileSystemEntry, path: string): AsyncGenerator<DroppedItem> {
  try {
    if (entry.isFile) {
      const again = (): Promise<File> => asFile(entry as FileSystemFileEntry);
      yield { kind: 'file', path, file: await again(), again };
      return;
    }
    const reader = (entry as FileSystemDirectoryEntry).createReader();
    let isEmpty = true;
    for (let batch = await nextEntries(reader); batch.length > 0; batch = await nextEntries(reader)) {
      isEmpty = false;
      for (const child of batch) yield* walk(child, `${path}/${child.name}`);
    }
    if (isEmpty) yield { kind: 'folder', path };
  } catch (thrown) {
    if (!(thrown instanceof DOMException)) throw thrown;
    yield { kind: 'lost', path };
  }
}

/**
 * What was dropped, walked lazily. Must be called inside the drop event: its items are gone afterwards.
 * Text and links that were dropped are left out.
 */
export function droppedItems(transfer: DataTransfer): AsyncIterable<DroppedItem> | undefined {
  const entries: FileSystemEntry[] = [];
  const files: File[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const entry = item.webkitGetAsEntry();
    const file = item.getAsFile();
    if (entry !== null) entries.push(entry);
    else if (file !== null) files.push(file);
  }
  if (entries.length === 0 && files.length === 0) return undefined;
  return (async function* () {
    for (const entry of entries) yield* walk(entry, entry.name);
    for (const file of files) yield { kind: 'file', path: file.name, file } as const;
  })();
}

/** Files of a picker or of the clipboard; a directory picker names the path of each below the chosen folder. */
export async function* pickedItems(files: Iterable<File>): AsyncGenerator<DroppedItem> {
  for (const file of files) {
    yield { kind: 'file', path: file.webkitRelativePath || file.name, file };
  }
}
