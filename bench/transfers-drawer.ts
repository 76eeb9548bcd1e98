/**
 * A folder of many small files is dropped on the window in a real Chromium, with the drawer open, and what that costs the
 * window is counted:
 *   node bench/transfers-drawer.ts [--files 100000] [--seconds 90]
 * Prints one line of JSON: messages over the WebSocket and their bytes, the page's main-thread time, gaps between frames,
 * the longest task, its heap, and the memory of the backend; and the same for the list of files being scrolled.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CDPSession, Locator, Page } from '@playwright/test';
import { startApp } from './ui/app-process.ts';
import { launchBrowser } from './ui/window.ts';

const { values } = parseArgs({ options: { files: { type: 'string' }, seconds: { type: 'string' } } });
const wanted = Number(values.files ?? 100_000);
const seconds = Number(values.seconds ?? 90);

const base = mkdtempSync(join(tmpdir(), 'quayside-drawer-'));
process.once('exit', () => rmSync(base, { recursive: true, force: true }));
process.once('SIGINT', () => process.exit(130));

function makeFiles(): string {
  const folder = join(base, 'many');
  for (let i = 0; i < wanted; i += 1) {
    const at = join(folder, `d${Math.floor(i / 1000)}`);
    if (i % 1000 === 0) mkdirSync(at, { recursive: true });
    writeFileSync(join(at, `file ${i}.txt`), `of ${i}`);
  }
  return folder;
}

/** Mebibytes in memory, of the app that this process has started. */
function resident(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ');
  const sizes = children.map((pid) => {
    try {
      const isApp = readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('start.ts');
      return isApp ? Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) : 0;
    } catch (error) {
      // Ended between two looks.
      if (error instanceof Error && 'code' in error) return 0;
      throw error;
    }
  });
  return Math.round(Math.max(0, ...sizes) / 1024);
}

/** Drops a real folder, through the browser's own drag events. */
async function drop(page: Page, session: CDPSession, target: Locator, path: string): Promise<void> {
  const box = await target.boundingBox();
  if (!box) throw new Error('the table is not visible');
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await page.waitForTimeout(0);
}

interface Cost {
  readonly mainThreadSeconds: number;
  readonly seconds: number;
  readonly longestTaskMs: number;
  readonly tasksOver50: number;
  readonly frameGapP95Ms: number;
  readonly frameGapP99Ms: number;
  readonly heapMiB: number;
}

/** What some seconds of work cost the page. */
async function costOf(page: Page, session: CDPSession, work: () => Promise<void>): Promise<Cost> {
  const metrics = async (name: string) =>
    (await session.send('Performance.getMetrics')).metrics.find((metric) => metric.name === name)?.value ?? 0;
  await page.evaluate(() => {
    const seen = { gaps: [] as number[], tasks: [] as number[], on: true };
    Object.assign(globalThis, { seen });
    let last = performance.now();
    const frame = (now: number) => {
      seen.gaps.push(now - last);
      last = now;
      if (seen.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    new PerformanceObserver((list) => seen.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
  });
  const before = await metrics('TaskDuration');
  const began = performance.now();
  await work();
  const took = (performance.now() - began) / 1000;
  const after = await metrics('TaskDuration');
  const { gaps, tasks } = await page.evaluate(() => {
    const { seen } = globalThis as unknown as { seen: { gaps: number[]; tasks: number[]; on: boolean } };
    seen.on = false;
    return seen;
  });
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  return {
    mainThreadSeconds: Math.round((after - before) * 10) / 10,
    seconds: Math.round(took),
    longestTaskMs: Math.round(Math.max(0, ...tasks)),
    tasksOver50: tasks.length,
    frameGapP95Ms: at(0.95),
    frameGapP99Ms: at(0.99),
    heapMiB: Math.round((await metrics('JSHeapUsedSize')) / 1024 / 1024),
  };
}

const pause = (milliseconds: number) =>
  new Promise<void>((resolve) => {
    setTimeout(resolve, milliseconds);
  });

const folder = makeFiles();
const app = await startApp(join(base, 'home'));
const browser = await launchBrowser();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const received = { messages: 0, bytes: 0 };
  const sent = { messages: 0, bytes: 0 };
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      received.messages += 1;
      received.bytes += payload.length;
    });
    socket.on('framesent', ({ payload }) => {
      sent.messages += 1;
      sent.bytes += payload.length;
    });
  });
  await page.goto(app.address);
  const table = page.getByRole('grid', { name: /^Contents of/ });
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'my-files', exact: true }).click();
  await table.waitFor();
  await page.getByRole('button', { name: 'Show transfers' }).click();
  const region = page.getByRole('region', { name: 'Transfers', exact: true });
  const figures = { peakMiB: resident(), shown: '' };
  const watch = setInterval(() => {
    figures.peakMiB = Math.max(figures.peakMiB, resident());
  }, 250);

  const dropped = await costOf(page, session, async () => {
    await drop(page, session, table, folder);
    const until = performance.now() + seconds * 1000;
    while (performance.now() < until) await pause(1000);
    figures.shown = (await region.locator('.transfers-bar').innerText()).replaceAll('\n', ' ');
  });
  const afterDrop = { received: { ...received }, sent: { ...sent } };

  await region
    .getByRole('button', { name: /^Show files/ })
    .first()
    .click();
  const list = region.getByRole('grid', { name: /^Files of/ });
  await list.waitFor();
  const scroll = await costOf(page, session, async () => {
    const until = performance.now() + 10_000;
    while (performance.now() < until) {
      await list.evaluate((element) => element.scrollBy(0, 4000));
      await pause(50);
    }
  });
  clearInterval(watch);
  const rows = await list.getByRole('row').count();
  console.log(
    JSON.stringify({
      files: wanted,
      shown: figures.shown,
      drop: { ...dropped, ...afterDrop },
      scroll: { ...scroll, rowsInPage: rows },
      backendPeakMiB: figures.peakMiB,
    }),
  );
} finally {
  await browser.close();
  await app.stop();
}
