import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { chromium, type Browser, type CDPSession, type Page } from '@playwright/test';

const browserPaths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

export interface Window {
  readonly page: Page;
  /** Milliseconds from the navigation until the table can be used. */
  readonly interactiveMs: number;
  /** KiB, gzipped, of all scripts and styles that came until then. */
  readonly bundleKib: number;
  readonly session: CDPSession;
  close(): Promise<void>;
}

export async function launchBrowser(): Promise<Browser> {
  const named = process.env['QUAYSIDE_BROWSER'];
  const own = chromium.executablePath();
  const executablePath = named ?? (existsSync(own) ? own : browserPaths.find((path) => existsSync(path)));
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-background-networking',
      '--no-first-run',
      '--js-flags=--expose-gc',
    ],
  });
}

/** Opens the app's window and waits for the table of the first volume. */
export async function openWindow(browser: Browser, address: string): Promise<Window> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const loaded: Promise<number>[] = [];
  let isFirst = true;
  page.on('response', (response) => {
    const type = response.request().resourceType();
    if (isFirst && (type === 'script' || type === 'stylesheet' || type === 'document')) {
      loaded.push(
        response.body().then(
          (body) => gzipSync(body, { level: 9 }).length,
          () => 0,
        ),
      );
    }
  });
  const found = '[role=grid][aria-label^="Contents of"]';
  await page.addInitScript((selector) => {
    const look = (): void => {
      if (document.querySelector(selector) === null) requestAnimationFrame(look);
      else performance.mark('interactive');
    };
    requestAnimationFrame(look);
  }, found);
  await page.goto(address);
  await page.waitForSelector(found);
  const interactiveMs = await page.evaluate(
    () => performance.getEntriesByName('interactive')[0]?.startTime ?? Number.NaN,
  );
  isFirst = false;
  const sizes = await Promise.all(loaded);
  const session = await context.newCDPSession(page);
  return {
    page,
    interactiveMs,
    bundleKib: sizes.reduce((sum, size) => sum + size, 0) / 1024,
    session,
    close: () => context.close(),
  };
}
