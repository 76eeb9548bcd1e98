import type { GridHandle } from '../../ui/index.ts';

/** Milliseconds in which a closing dialog is gone, also on a busy machine. */
const settling = 2000;

/** The few elements that commands act on: the table to focus, the filter, and the browser's own file pickers. */
export class BrowserElements {
  #grid: GridHandle | null = null;
  #filter: HTMLInputElement | null = null;
  #files: HTMLInputElement | null = null;
  #folder: HTMLInputElement | null = null;

  readonly setGrid = (grid: GridHandle | null): void => {
    this.#grid = grid;
  };
  readonly setFilter = (field: HTMLInputElement | null): void => {
    this.#filter = field;
  };
  readonly setFiles = (input: HTMLInputElement | null): void => {
    this.#files = input;
  };
  readonly setFolder = (input: HTMLInputElement | null): void => {
    this.#folder = input;
  };

  focusGrid(): void {
    this.#grid?.focus();
  }
  /**
   * Once a dialog or a field that is closing has given the focus up. It may take some frames to go, and then drops the
   * focus anew: it is picked up for as long as nothing else has it.
   */
  focusGridSoon(): void {
    const until = performance.now() + settling;
    const pickUp = (): void => {
      const at = document.activeElement;
      if (at === null || at === document.body) this.#grid?.focus();
      if (performance.now() < until) requestAnimationFrame(pickUp);
    };
    requestAnimationFrame(() => {
      this.#grid?.focus();
      pickUp();
    });
  }
  focusFilter(): void {
    this.#filter?.focus();
    this.#filter?.select();
  }
  pickFiles(): void {
    this.#files?.click();
  }
  pickFolder(): void {
    this.#folder?.click();
  }
}
