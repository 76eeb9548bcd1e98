import type { Job, Place } from '../../preload/contract/index.ts';
import { rowDragType, type BrowserHandle } from '../features/browser/index.ts';

export type PaneName = 'first' | 'second';

/** What the shell tells its panes, whichever of them are there. */
export class PaneHandles {
  readonly #handles = new Map<PaneName, BrowserHandle>();

  readonly setFirst = (handle: BrowserHandle | null): void => this.#set('first', handle);
  readonly setSecond = (handle: BrowserHandle | null): void => this.#set('second', handle);

  focus(pane: PaneName): void {
    this.#handles.get(pane)?.focus();
  }
  jobEnded(job: Job): void {
    for (const handle of this.#handles.values()) handle.jobEnded(job);
  }
  /** Rows of the app, or files of the desktop, that were dropped beside the panes. */
  drop(data: DataTransfer, target: Place, isCopy: boolean): void {
    const handle = this.#handles.get('first');
    if (data.types.includes(rowDragType)) handle?.dropRows(data, target, isCopy);
    else handle?.dropFiles(data, target);
  }

  #set(pane: PaneName, handle: BrowserHandle | null): void {
    if (handle === null) this.#handles.delete(pane);
    else this.#handles.set(pane, handle);
  }
}
