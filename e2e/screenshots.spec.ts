import { mkdirSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { hideMachine } from './fixtures/hide-machine.ts';
import { putAll, s3Client } from './fixtures/s3.ts';
import { test } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { ConnectionPage } from './pages/connection-page.ts';
import { KeysPage } from './pages/keys-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';

/**
 * Every screen with believable data, light and dark, in two sizes: `playwright test --project=screenshots`. They go to
 * QUAYSIDE_SCREENSHOTS, or docs/images where that is not set (there only the few that the documentation shows).
 */
const folder = process.env['QUAYSIDE_SCREENSHOTS'];
const inDocs = new Set(['browser-light', 'browser-dark', 'keys-light', 'share-light', 'transfers-dark']);
const sizes =
  folder === undefined
    ? [[1280, 800]]
    : [
        [1280, 800],
        [1920, 1080],
      ];

/** A PNG of a harbour at dusk: sky, sea and a light, so that the preview shows a picture that nobody owns. */
function harbourPng(width = 640, height = 420): Buffer {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const horizon = height * 0.62;
      const sun = Math.hypot(x - width * 0.68, (y - horizon * 0.86) * 1.02);
      const [sky, sea] = [y / horizon, (y - horizon) / (height - horizon)];
      const ripple = Math.sin(y * 1.7 + Math.sin(x / 31) * 2) * 9 * Math.max(0, 1 - Math.abs(x - width * 0.68) / 140);
      const hill = horizon - 34 - 26 * Math.sin(x / 97) - 12 * Math.sin(x / 41 + 2);
      let colour =
        y < horizon
          ? [38 + sky * 196, 74 + sky * 104, 116 + sky * 30]
          : [44 + ripple * 4 - sea * 22, 84 + ripple * 2 - sea * 34, 108 - sea * 34];
      if (y < horizon && sun < 30) colour = [255, 226, 178];
      else if (y < horizon && y > hill) colour = [40, 62, 84];
      const at = y * (width * 3 + 1) + 1 + x * 3;
      colour.forEach((value, channel) => (rows[at + channel] = Math.max(0, Math.min(255, value))));
    }
  }
  const crcTable = Array.from({ length: 256 }, (_, n) => {
    let c = n;
    for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
    return c >>> 0;
  });
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const crc = body.reduce((c, byte) => (crcTable[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff;
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc >>> 0);
    return Buffer.concat([length, body, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\u0089PNG\r\n\u001A\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const KiB = 1024;
const MiB = 1024 * KiB;
/** What a person who trains models and takes pictures keeps: bytes of each. */
const library: Readonly<Record<string, number>> = {
  'checkpoints/llama-ft-step-02000.safetensors': 90 * MiB,
  'checkpoints/llama-ft-step-04000.safetensors': 90 * MiB,
  'datasets/harbour-scenes/train-00000.parquet': 31 * MiB,
  'datasets/harbour-scenes/train-00001.parquet': 29 * MiB,
  'photos 2026/quay at dusk.png': 0,
  'renders/turntable.mp4': 18 * MiB,
  'config.yaml': 1.4 * KiB,
  'eval-results.csv': 82 * KiB,
  'harbour-dusk.png': 0,
  'labels.jsonl': 2.6 * MiB,
  'README.md': 3.1 * KiB,
  'run-042.log': 418 * KiB,
  'tokenizer.json': 1.9 * MiB,
  'training-curve.svg': 24 * KiB,
  'vocabulary.txt': 210 * KiB,
};

test('screenshots', async ({ app, context }) => {
  test.setTimeout(600_000);
  const { page } = app;
  const out = folder ?? join(import.meta.dirname, '../docs/images');
  mkdirSync(out, { recursive: true });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await keepSecretsForThisSession(page);
  const disk = join(app.scratch, 'lab-data');
  for (const [n, [key, size]] of Object.entries(library).entries()) {
    const path = join(disk, key);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, size === 0 ? harbourPng() : '');
    if (size > 0) truncateSync(path, Math.round(size));
    // Hours ago: some from today, some from weeks before.
    const at = Date.now() / 1000 - 3600 * (2 + ((n * 37) % 19) * 23.4);
    utimesSync(path, at, at);
  }
  const browser = new BrowserPage(page);
  await browser.makeFolderVolume(disk, 'lab-data');

  const keys = new KeysPage(page);
  await keys.open();
  await keys.create({ name: 'Training cluster', rights: ['Read', 'Write'] });
  await keys.create({ name: 'Nightly backup', rights: ['Read'] });
  const pair = await keys.create({ name: 'Labelling tool', rights: ['Read', 'Write', 'Delete'] });
  await putAll(s3Client(pair), 'my-files', { 'notes.md': '# Notes' });
  for (const [name, endpoint] of [
    ['GPU volume', 'https://s3api-eu-ro-1.runpod.io'],
    ['Studio archive', 'https://s3.eu-central-003.backblazeb2.com'],
  ] as const) {
    const connection = new ConnectionPage(page);
    await connection.open();
    await connection.fill({
      name,
      endpoint,
      accessKeyId: `EXAMPLE${name.length}KEY0000000`,
      secretAccessKey: 'x'.repeat(40),
    });
    await connection.dialog.getByRole('button', { name: 'Save connection' }).click();
    await connection.dialog.waitFor({ state: 'hidden' });
  }

  for (const [width = 1280, height = 800] of sizes) {
    for (const theme of ['light', 'dark'] as const) {
      await page.setViewportSize({ width, height });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      const isWanted = (name: string) => folder !== undefined || inDocs.has(`${name}-${theme}`);
      const shoot = async (name: string) => {
        if (!isWanted(name)) return;
        await page.mouse.move(width / 2, height - 4);
        await hideMachine(page);
        const size = width === 1280 ? '' : `-${width}`;
        await page.screenshot({
          path: join(out, `${name}-${theme}${size}.png`),
          animations: 'disabled',
          caret: 'hide',
        });
      };
      await lookAround(page, browser, { shoot, isWanted }, app.scratch);
    }
  }
});

async function lookAround(
  page: Page,
  browser: BrowserPage,
  {
    shoot,
    isWanted,
  }: { readonly shoot: (name: string) => Promise<void>; readonly isWanted: (name: string) => boolean },
  scratch: string,
): Promise<void> {
  await browser.openVolume('lab-data');
  await browser.named('harbour-dusk.png').click();
  await page.getByRole('figure', { name: 'Preview' }).getByRole('img').waitFor();
  await page.waitForLoadState('networkidle');
  await shoot('browser');
  await page.keyboard.press('ControlOrMeta+l');
  const share = page.getByRole('dialog', { name: 'Share a link' });
  await share.getByRole('button', { name: 'Make the link' }).click();
  await share.getByRole('textbox', { name: 'Link' }).waitFor();
  await shoot('share');
  await page.keyboard.press('Escape');
  await browser.named('checkpoints').click();
  await page.keyboard.press('Delete');
  await page.getByRole('alertdialog').getByText('will be deleted').waitFor();
  await shoot('delete');
  await page.keyboard.press('Escape');
  await browser.named('harbour-dusk.png').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open', exact: true }).waitFor();
  await shoot('menu');
  await page.keyboard.press('Escape');

  if (isWanted('transfers')) await shootTransfers(page, browser, shoot, scratch);
  for (const [name, link] of [
    ['keys', 'Keys'],
    ['links', 'Links'],
    ['server', 'Server'],
    ['settings', 'Settings'],
  ] as const) {
    await page.getByRole('link', { name: link, exact: true }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await shoot(name);
  }
  await page.getByRole('button', { name: 'Add connection' }).first().click();
  await page.getByRole('option').first().waitFor();
  await shoot('connection');
  await page.keyboard.press('Escape');
}

async function shootTransfers(
  page: Page,
  browser: BrowserPage,
  shoot: (name: string) => Promise<void>,
  scratch: string,
): Promise<void> {
  await browser.openVolume('my-files');
  const sent = ['train-00002.parquet', 'llama-ft-step-06000.safetensors', 'quay at dawn.png'].map((name) =>
    join(scratch, name),
  );
  for (const [n, path] of sent.entries()) {
    rmSync(path, { force: true });
    writeFileSync(path, '');
    truncateSync(path, (n === 1 ? 320 : 6) * MiB);
    await browser.upload(path);
    const question = page.getByRole('dialog', { name: 'A name is taken' });
    if (await question.isVisible()) await question.getByRole('button', { name: 'Continue' }).click();
  }
  await browser.showTransfers();
  await browser.transfers
    .getByRole('row', { name: /safetensors.*Uploading/ })
    .first()
    .waitFor();
  await browser.transfers
    .getByText(/^(?:[4-9]\d|1\d\d)(?:[.,]\d)? MiB of 320 MiB/)
    .first()
    .waitFor();
  await shoot('transfers');
  await page.getByRole('button', { name: 'Hide transfers' }).click();
}
