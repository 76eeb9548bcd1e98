import type { CDPSession, Page } from '@playwright/test';

const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;

/** Milliseconds from a click on a volume in the sidebar until its first rows are drawn. */
export async function clickToRows(page: Page, bucket: string): Promise<number> {
  return page.evaluate((name) => {
    const link = [...document.querySelectorAll<HTMLAnchorElement>('nav a')].find(
      ({ textContent }) => textContent === name,
    );
    if (link === undefined) throw new Error(`no link to ${name}`);
    return new Promise<number>((resolve) => {
      const started = performance.now();
      const look = (): void => {
        const row = document.querySelector(`[role=grid][aria-label="Contents of ${name}"] [data-row]`);
        if (row === null) requestAnimationFrame(look);
        // After the next frame has been drawn.
        else requestAnimationFrame(() => resolve(performance.now() - started));
      };
      link.click();
      look();
    });
  }, bucket);
}

/** Waits until all rows are there. */
export async function allRows(page: Page, count: number): Promise<void> {
  await page.waitForSelector(`[role=grid][aria-rowcount="${count + 1}"]`, { timeout: 900_000 });
}

export interface Scrolled {
  /** Milliseconds between two frames, 95 of 100 of them at most. */
  readonly p95: number;
  /** Milliseconds of work of the main thread a frame: script, style and layout. Other programs do not add to it. */
  readonly work: number;
}

/** Scrolls an element by so many pixels a frame. `selector` empty: the page itself. */
export async function scroll(page: Page, session: CDPSession, selector: string, step: number): Promise<Scrolled> {
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await taskSeconds(session);
  const frames = await page.evaluate(
    ({ of, by }) => {
      const scroller = of === '' ? document.scrollingElement : document.querySelector(of);
      if (scroller === null) throw new Error('nothing to scroll');
      return new Promise<number[]>((resolve) => {
        const times: number[] = [];
        let last = performance.now();
        const next = (): void => {
          const now = performance.now();
          times.push(now - last);
          last = now;
          if (times.length > 240) return resolve(times.slice(1));
          scroller.scrollTop += by;
          requestAnimationFrame(next);
        };
        requestAnimationFrame(next);
      });
    },
    { of: selector, by: step },
  );
  const spent = (await taskSeconds(session)) - before;
  frames.sort((left, right) => left - right);
  return { p95: quantile(frames, 0.95), work: (spent * 1000) / frames.length };
}

async function taskSeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
}

/** MiB: JavaScript objects and the bytes of typed arrays, after what is not needed has gone. */
export async function heapMib(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.enable');
  for (let round = 0; round < 3; round += 1) await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
  return (usedSize + backingStorageSize) / 2 ** 20;
}

export const elements = (page: Page, selector: string): Promise<number> =>
  page.evaluate((of) => document.querySelectorAll(`${of} *`).length, selector);

/** Milliseconds from a change of the filter until the rows that fit are shown; each frame between is waited for. */
export async function filterMs(
  page: Page,
  text: string,
  expected: number,
): Promise<{ whole: number; longest: number }> {
  return page.evaluate(
    ({ wanted, count }) => {
      const field = document.querySelector<HTMLInputElement>('input[type=search]');
      if (field === null) throw new Error('no filter');
      return new Promise<{ whole: number; longest: number }>((resolve) => {
        const started = performance.now();
        let last = started;
        let longest = 0;
        const look = (): void => {
          const now = performance.now();
          longest = Math.max(longest, now - last);
          last = now;
          const rows = document.querySelector('[role=grid][aria-label^="Contents of"]')?.getAttribute('aria-rowcount');
          if (rows === String(count + 1)) resolve({ whole: now - started, longest });
          else requestAnimationFrame(look);
        };
        field.focus();
        field.select();
        // As typed: what sets the value only is not told to the page's own handlers.
        document.execCommand(wanted === '' ? 'delete' : 'insertText', false, wanted);
        requestAnimationFrame(look);
      });
    },
    { wanted: text, count: expected },
  );
}

/** Milliseconds from a press on a column's header until the rows are in its order. */
export async function sortMs(page: Page, column: string): Promise<number> {
  return page.evaluate((name) => {
    const grid = '[role=grid][aria-label^="Contents of"]';
    const button = [...document.querySelectorAll<HTMLButtonElement>(`${grid} [role=columnheader] button`)].find(
      ({ textContent }) => textContent === name,
    );
    if (button === undefined) throw new Error(`no column ${name}`);
    return new Promise<number>((resolve) => {
      const started = performance.now();
      button.click();
      const look = (): void => {
        const isBusy = document.querySelector('[data-ordering=true]') !== null;
        if (isBusy || performance.now() - started < 20) requestAnimationFrame(look);
        else resolve(performance.now() - started);
      };
      requestAnimationFrame(look);
    });
  }, column);
}
