import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from '@playwright/test';
import type { BenchRun } from '../report/bench-run.ts';
import type { Contender, Row } from '../report/row.ts';
import { startApp, type AppProcess } from './app-process.ts';
import { allRows, clickToRows, elements, filterMs, heapMib, scroll, sortMs } from './measure-table.ts';
import { seedPrefix } from './seed-prefix.ts';
import { launchBrowser, openWindow, type Window } from './window.ts';

/** Groups for `--only`. */
export const uiGroups = ['start', 'table'] as const;

const bucket = 'many';
const firstVolume = 'my-files';
const grid = '[role=grid][aria-label^="Contents of"]';
/** Pixels that the window scrolls a frame: a fast flick of the wheel. */
const step = 900;

/** The app in a real Chromium, on a volume with a million objects in one prefix. */
export async function runUiBench(run: BenchRun): Promise<void> {
  const [cpu] = cpus();
  run.say(
    `Node ${process.version}, ${availableParallelism()} cores of ${cpu?.model ?? 'unknown make'}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  const keys = run.quick ? 50_000 : 1_000_000;
  const home = await mkdtemp(join(tmpdir(), 'quayside-bench-ui-'));
  const sweep = (): void => rmSync(home, { recursive: true, force: true });
  process.once('exit', sweep);
  let app: AppProcess | undefined;
  let browser: Browser | undefined;
  try {
    // The first start makes the home and builds what is stale; neither is measured.
    await (await startApp(home)).stop();
    const seeded = performance.now();
    await seedPrefix(join(home, 'volumes'), bucket, keys);
    run.say(
      `${keys.toLocaleString('en-US')} objects in one prefix, seeded in ${Math.round((performance.now() - seeded) / 1000)} s`,
    );
    browser = await launchBrowser();
    if (run.wants('start')) await measureStart(run, home, browser);
    if (run.wants('table')) {
      app = await startApp(home);
      await measureTable(run, await openWindow(browser, app.address), keys);
    }
  } finally {
    await browser?.close();
    await app?.stop();
    process.off('exit', sweep);
    sweep();
  }
}

async function measureStart(run: BenchRun, home: string, browser: Browser): Promise<void> {
  const bundles: number[] = [];
  await run.measure({
    title: 'the window opens: from the navigation until the table can be used',
    unit: 'ms',
    contenders: [
      {
        name: 'first screen',
        async measure() {
          const app = await startApp(home);
          const window = await openWindow(browser, app.address);
          bundles.push(window.bundleKib);
          await window.close();
          await app.stop();
          return window.interactiveMs;
        },
      },
    ],
    ratios: [],
    bounds: [{ of: 'first screen', atMost: 1500 }],
  });
  await run.measure(
    known(
      'page, styles and scripts of the first screen, gzipped',
      'KiB',
      'first screen',
      bundles.at(-1) ?? Number.NaN,
      350,
    ),
  );
}

async function measureTable(run: BenchRun, window: Window, keys: number): Promise<void> {
  const { page, session } = window;
  const rows = keys.toLocaleString('en-US');
  // The other volume is empty: it has no rows to wait for.
  const leave = (): Promise<void> =>
    page.evaluate((name) => {
      [...document.querySelectorAll<HTMLAnchorElement>('nav a')]
        .find(({ textContent }) => textContent === name)
        ?.click();
    }, firstVolume);
  await run.measure({
    title: `a click on a volume with ${rows} objects, until rows are drawn`,
    unit: 'ms',
    contenders: [
      {
        name: 'first rows',
        async measure() {
          await leave();
          await page.waitForSelector(`[role=grid][aria-label="Contents of ${firstVolume}"]`);
          return clickToRows(page, bucket);
        },
      },
    ],
    ratios: [],
    bounds: [{ of: 'first rows', atMost: 100 }],
    rounds: 5,
  });

  const streamed = performance.now();
  const whileReading = await scroll(page, session, grid, step);
  await allRows(page, keys);
  const seconds = (performance.now() - streamed) / 1000;
  await run.measure(known(`all ${rows} objects read into the table`, 's', 'quayside', seconds));

  await page.evaluate(() => document.querySelector('[role=grid]')?.scrollTo(0, 0));
  const frames = 'quayside, frame p95';
  const limit = 'a page of 30 still rows, frame p95';
  const work = 'quayside, work of the main thread a frame';
  const scrolls: { work: number }[] = [];
  const blank = await page.context().newPage();
  const blankSession = await page.context().newCDPSession(blank);
  await blank.setContent(
    `<div style="height:8000000px"><div style="position:fixed;top:0">${'<p>sample-0000000-part.parquet</p>'.repeat(30)}</div></div>`,
  );
  await run.measure({
    title: `scrolling ${rows} rows by ${step} pixels a frame`,
    unit: 'ms',
    contenders: [
      {
        name: frames,
        async measure() {
          await page.bringToFront();
          const scrolled = await scroll(page, session, grid, step);
          scrolls.push(scrolled);
          return scrolled.p95;
        },
      },
      {
        name: limit,
        async measure() {
          await blank.bringToFront();
          return (await scroll(blank, blankSession, '', step)).p95;
        },
      },
    ],
    ratios: [{ of: frames, to: limit }],
    bounds: [{ of: frames, atMost: 20 }],
  });
  await page.bringToFront();
  await run.measure(
    known(
      'work of the main thread, processor time a scrolled frame',
      'ms',
      work,
      scrolls.at(-1)?.work ?? Number.NaN,
      16,
    ),
  );
  await run.measure(known('the same while pages stream in', 'ms', 'frame p95', whileReading.p95));
  await run.measure(known('elements in the page: the table', 'elements', 'table', await elements(page, grid), 300));
  await run.measure(known('elements in the page: all of it', 'elements', 'page', await elements(page, 'body')));
  await run.measure(known('JavaScript heap with typed arrays', 'MiB', 'quayside', await heapMib(session), 64));

  // The last two digits of the number and what follows them: one name of each hundred.
  const matching = keys / 100;
  let longest = 0;
  await run.measure({
    title: `a filter over ${rows} names, until the rows that fit are shown`,
    unit: 'ms',
    contenders: [
      {
        name: 'quayside',
        async measure() {
          await filterMs(page, '', keys);
          const took = await filterMs(page, '77-', matching);
          longest = took.longest;
          return took.whole;
        },
      },
    ],
    ratios: [],
    bounds: [{ of: 'quayside', atMost: 500 }],
  });
  await run.measure(known('the longest wait for a frame meanwhile', 'ms', 'quayside', longest, 50));
  await filterMs(page, '', keys);
  await run.measure({
    title: `a sort of ${rows} rows by their time`,
    unit: 'ms',
    contenders: [{ name: 'quayside', measure: () => sortMs(page, 'Modified') }],
    ratios: [],
  });
}

/** A row of one figure that was measured before. */
function known(title: string, unit: string, name: string, value: number, atMost?: number): Row {
  const contender: Contender = { name, measure: () => Promise.resolve(value) };
  return {
    title,
    unit,
    contenders: [contender],
    ratios: [],
    rounds: 1,
    ...(atMost === undefined ? {} : { bounds: [{ of: name, atMost }] }),
  };
}
