import type { JobFile } from '../../preload/contract/index.ts';
import type { StoredFile } from '../database/index.ts';
import { lastName } from './job-spec.ts';
import { idOf } from './job-texts.ts';

/** The name a file was given where that is not its own: mapped for this machine, or numbered beside a taken one. */
export function savedAs({ path, local, key }: StoredFile): string | undefined {
  if (local !== undefined) return local === path.replace(/\/$/, '') ? undefined : local;
  return lastName(key) === lastName(path) ? undefined : lastName(key);
}

/** A file as the interface sees it. */
export function shownFile(file: StoredFile): JobFile {
  const other = savedAs(file);
  return {
    id: idOf(file),
    path: file.path,
    key: file.key,
    size: file.size,
    bytesDone: Math.min(file.size, file.bytesDone),
    state: file.state,
    ...(file.error === undefined ? {} : { error: file.error }),
    modified: file.modified,
    ...(other === undefined ? {} : { savedAs: other }),
    ...(file.there === undefined || file.state !== 'asking' ? {} : { there: file.there }),
  };
}
