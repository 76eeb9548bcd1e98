/**
 * Makes assets/icon.png (1,024 pixels, what electron-builder turns into every system's own format) and
 * renderer/favicon.svg from their one source, assets/icon.svg. Run by hand after the source changed.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { provide } from './provide.ts';

const root = join(import.meta.dirname, '..');
const { browser: executablePath } = provide();
if (!executablePath) throw new Error('no Chromium or Chrome was found to draw the icon with');

const source = join(root, 'assets/icon.svg');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: 1024, height: 1024 } });
  await page.setContent(
    `<style>body{margin:0;background:transparent}svg{display:block}</style>${readFileSync(source, 'utf8')}`,
  );
  writeFileSync(join(root, 'assets/icon.png'), await page.screenshot({ omitBackground: true }));
} finally {
  await browser.close();
}
copyFileSync(source, join(root, 'renderer/favicon.svg'));
console.log('assets/icon.png and renderer/favicon.svg are fresh');
