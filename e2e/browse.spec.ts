import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { bytesOf, keysOf, putAll, s3Client } from './fixtures/s3.ts';
import { filesOfZip } from './fixtures/zip.ts';
import { expect, isElectron, test, type App } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { KeysPage } from './pages/keys-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';

const volume = 'my-files';

/** A window on the first volume, and another client of the same store that may do everything. */
async function start({ page }: App) {
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const client = s3Client(await keys.create({ name: 'other program', rights: ['Read', 'Write', 'Delete'] }));
  return { page, browser: new BrowserPage(page), client };
}

const selected = (page: Page, count: number) =>
  expect(page.locator('footer').getByText(`${count} selected`, { exact: true })).toBeVisible();

test('folders are made, renamed, moved into, copied, and gone back through', async ({ app }) => {
  const { page, browser, client } = await start(app);
  await putAll(client, volume, { 'notes.txt': 'notes', 'plan.txt': 'plan' });
  await browser.openVolume(volume);
  await browser.newFolder('Archive');
  await expect(browser.table).toBeFocused();

  await browser.named('notes.txt').click();
  await page.keyboard.press('F2');
  const field = browser.table.getByRole('textbox', { name: 'New name' });
  await field.fill('diary 2026.txt');
  await field.press('Enter');
  await expect(browser.named('diary 2026.txt')).toBeVisible();
  await expect(browser.named('notes.txt')).toBeHidden();
  await expect(browser.table).toBeFocused();

  await browser.more('Move to…');
  const move = page.getByRole('dialog', { name: 'Move 1 item' });
  await move.getByRole('textbox', { name: 'Folder' }).fill('Archive/2026/');
  await move.getByRole('button', { name: 'Move' }).click();
  await expect(browser.named('diary 2026.txt')).toBeHidden();

  await browser.named('plan.txt').click();
  await browser.more('Copy to…');
  const copy = page.getByRole('dialog', { name: 'Copy 1 item' });
  await copy.getByRole('option', { name: 'Archive' }).click();
  await expect(copy.getByRole('textbox', { name: 'Folder' })).toHaveValue('Archive/');
  await copy.getByRole('button', { name: 'Copy' }).click();
  await expect
    .poll(() => keysOf(client, volume))
    .toEqual(['Archive/', 'Archive/2026/diary 2026.txt', 'Archive/plan.txt', 'plan.txt']);
  expect(Buffer.from(await bytesOf(client, volume, 'Archive/2026/diary 2026.txt')).toString()).toBe('notes');

  await browser.open('Archive');
  await browser.open('2026');
  await expect(browser.named('diary 2026.txt')).toBeVisible();
  await page.getByRole('button', { name: 'Enclosing folder' }).click();
  await expect(browser.named('plan.txt')).toBeVisible();
  await page.getByRole('button', { name: 'Back' }).click();
  await expect(page.getByRole('grid', { name: 'Contents of 2026' })).toBeVisible();
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByRole('button', { name: 'Forward' }).click();
  await expect(page.getByRole('grid', { name: 'Contents of 2026' })).toBeVisible();
  await page.reload();
  await expect(browser.named('diary 2026.txt')).toBeVisible();
  await page.getByRole('navigation', { name: 'Path' }).getByRole('button', { name: volume }).click();
  await expect(browser.named('Archive')).toBeVisible();
});

test('a delete of 1,200 objects says what will go and wants the word', async ({ app }, info) => {
  test.skip(isElectron(info), 'the folder of the volume is chosen in the native dialog there');
  const { page } = app;
  const browser = new BrowserPage(page);
  const disk = join(app.scratch, 'disk');
  mkdirSync(join(disk, 'frames'), { recursive: true });
  for (let n = 0; n < 1200; n++) writeFileSync(join(disk, 'frames', `frame-${n}.txt`), 'xxxx');
  writeFileSync(join(disk, 'stays.txt'), 'stays');
  await browser.makeFolderVolume(disk, 'on-disk');
  await browser.named('frames').click();
  await page.keyboard.press('Delete');
  const dialog = page.getByRole('alertdialog', { name: 'Delete “frames”?' });
  await expect(dialog).toContainText(/1,20\d objects/);
  await expect(dialog).toContainText('cannot be undone');
  const remove = dialog.getByRole('button', { name: 'Delete' });
  await expect(remove).toBeDisabled();
  await dialog.getByRole('textbox', { name: 'Type delete to confirm' }).fill('delete');
  await remove.click();
  await expect(browser.named('frames')).toBeHidden({ timeout: 60_000 });
  await expect(browser.table).toBeFocused();
  expect(readdirSync(disk).filter((name) => !name.startsWith('.'))).toEqual(['stays.txt']);
});

test('rows are filtered, sorted and selected by mouse and by keyboard', async ({ app }) => {
  const { page, browser, client } = await start(app);
  await putAll(client, volume, {
    'file 10.txt': 'x'.repeat(10),
    'file 2.txt': 'x'.repeat(3000),
    'file 1.csv': 'x',
    'photo.png': 'x'.repeat(500),
    'zebra.txt': 'x'.repeat(20),
  });
  await browser.openVolume(volume);
  await expect(browser.named('zebra.txt')).toBeVisible();
  expect(await browser.names()).toEqual(['file 1.csv', 'file 2.txt', 'file 10.txt', 'photo.png', 'zebra.txt']);
  await browser.table.getByRole('button', { name: 'Size' }).click();
  await expect(browser.table.getByRole('columnheader', { name: 'Size' })).toHaveAttribute(
    'aria-sort',
    /ascending|descending/,
  );
  const bySize = ['file 1.csv', 'file 10.txt', 'zebra.txt', 'photo.png', 'file 2.txt'];
  const sizeOrder = await browser.names();
  expect([bySize, bySize.toReversed()]).toContainEqual(sizeOrder);
  await browser.table.getByRole('button', { name: 'Size' }).click();
  expect(await browser.names()).toEqual(sizeOrder.toReversed());
  await browser.table.getByRole('button', { name: 'Name' }).click();

  const filter = page.getByRole('searchbox', { name: 'Filter by name' });
  await filter.fill('FILE');
  await expect(browser.named('zebra.txt')).toBeHidden();
  expect(await browser.names()).toHaveLength(3);
  await filter.fill('nothing like this');
  await expect(page.getByText('No name holds “nothing like this”')).toBeVisible();
  await filter.press('Escape');
  await expect(browser.named('zebra.txt')).toBeVisible();

  await browser.named('file 1.csv').click();
  await browser.named('file 10.txt').click({ modifiers: ['Shift'] });
  await selected(page, 3);
  await browser.named('zebra.txt').click({ modifiers: ['ControlOrMeta'] });
  await selected(page, 4);
  await browser.named('file 2.txt').click({ modifiers: ['ControlOrMeta'] });
  await selected(page, 3);
  await page.keyboard.press('Escape');
  await expect(page.getByText(/\d selected/)).toHaveCount(0);
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await selected(page, 3);
  await page.keyboard.press('ControlOrMeta+a');
  await selected(page, 5);
  await page.keyboard.press('z');
  await expect(browser.named('zebra.txt')).toHaveAttribute('aria-selected', 'true');
  await selected(page, 1);
});

test('an object, and a folder as one ZIP, are downloaded through the browser', async ({ app }, info) => {
  test.skip(isElectron(info), 'downloads go to a folder of the native dialog there');
  const { page, browser, client } = await start(app);
  const inside = { 'set/é+%.bin': 'one', 'set/deep/two words.txt': 'two', 'set/empty': '' };
  await putAll(client, volume, { 'single file+1.txt': 'alone', ...inside });
  await browser.openVolume(volume);
  await browser.named('single file+1.txt').click();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).first().click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('single file+1.txt');
  expect(readFileSync(await file.path(), 'utf8')).toBe('alone');

  await browser.named('set').click();
  const zipped = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).first().click();
  const archive = await zipped;
  expect(archive.suggestedFilename()).toMatch(/\.zip$/);
  const path = await archive.path();
  const entries = filesOfZip(readFileSync(path));
  expect(Object.fromEntries([...entries].map(([name, bytes]) => [name, bytes.toString()]))).toEqual(inside);
});

test('a selection is saved to a folder of the machine', async ({ app }, info) => {
  test.skip(isElectron(info), 'the folder is chosen in the native dialog there');
  const { page, browser, client } = await start(app);
  await putAll(client, volume, { 'run/one.txt': '1', 'run/logs/two.txt': '2', 'three.txt': '3' });
  await browser.openVolume(volume);
  await expect(browser.named('three.txt')).toBeVisible();
  await browser.table.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await browser.more(/^Save to a folder on/);
  const target = join(app.scratch, 'saved');
  mkdirSync(target);
  await browser.chooseFolder(target, 'Save here');
  await browser.showTransfers();
  await expect(browser.transfers.getByText('Done', { exact: true })).toBeVisible();
  expect(readFileSync(join(target, 'run/one.txt'), 'utf8')).toBe('1');
  expect(readFileSync(join(target, 'run/logs/two.txt'), 'utf8')).toBe('2');
  expect(readFileSync(join(target, 'three.txt'), 'utf8')).toBe('3');
});

test('pictures and texts are previewed beside the table', async ({ app }) => {
  const { page, browser, client } = await start(app);
  // 2 x 2 pixels.
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP8zwACTGCSAQANHQEDgslx/wAAAABJRU5ErkJggg==',
    'base64',
  );
  await putAll(client, volume, { 'pixel.png': png, 'notes.txt': '# Harbour\n<script>alert(1)</script>' });
  await browser.openVolume(volume);
  await browser.named('pixel.png').click();
  const preview = page.getByRole('figure', { name: 'Preview' });
  await expect(preview.getByRole('img')).toBeVisible();
  await expect
    .poll(() => preview.getByRole('img').evaluate((image) => (image as HTMLImageElement).naturalWidth))
    .toBe(2);
  await browser.named('notes.txt').click();
  await expect(preview.getByRole('region', { name: 'Source' })).toHaveText('# Harbour\n<script>alert(1)</script>');
});

test('a folder volume shows what another program writes, and writes what is uploaded', async ({ app }, info) => {
  test.skip(isElectron(info), 'the folder of the volume is chosen in the native dialog there');
  const { page } = app;
  const browser = new BrowserPage(page);
  const disk = join(app.scratch, 'shared folder');
  mkdirSync(disk);
  writeFileSync(join(disk, 'before.txt'), 'was there');
  await browser.makeFolderVolume(disk, 'shared');
  await expect(browser.named('before.txt')).toBeVisible();
  execFileSync('cp', [join(disk, 'before.txt'), join(disk, 'by another program.txt')]);
  await page.keyboard.press('F5');
  await expect(browser.named('by another program.txt')).toBeVisible();
  const file = join(app.scratch, 'uploaded é.txt');
  writeFileSync(file, 'from the window');
  await browser.upload(file);
  await expect(browser.named('uploaded é.txt')).toBeVisible();
  expect(readFileSync(join(disk, 'uploaded é.txt'), 'utf8')).toBe('from the window');
});

test('a file is pasted', async ({ app }) => {
  const { page } = app;
  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  await browser.table.focus();
  // What the system's file manager puts on the clipboard reaches the page as this event.
  await browser.table.evaluate((grid) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['pasted bytes'], 'pasted.txt', { type: 'text/plain' }));
    grid.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  });
  await expect(browser.named('pasted.txt')).toBeVisible();
  await browser.named('pasted.txt').click();
  await expect(page.getByRole('figure', { name: 'Preview' }).getByRole('region', { name: 'Source' })).toHaveText(
    'pasted bytes',
  );
});

test('an address of a bucket and a key opens that place', async ({ app }) => {
  const { page, browser, client } = await start(app);
  await putAll(client, volume, { 'runs/2026/loss+1.csv': 'step,loss', 'runs/2026/notes.md': '#' });
  const open = (bucket: string, key: string) =>
    page.evaluate((hash) => void (location.hash = hash), `#/open?${new URLSearchParams({ bucket, key }).toString()}`);
  await open(volume, 'runs/2026/loss+1.csv');
  await expect(browser.named('loss+1.csv')).toHaveAttribute('aria-selected', 'true');
  await open(volume, 'runs/');
  await expect(browser.named('2026')).toBeVisible();
  await open('nobody-has-this', 'x');
  await expect(page.getByText('No connection has a bucket “nobody-has-this”')).toBeVisible();
  await page.getByRole('main').getByRole('button', { name: 'Places' }).click();
  await expect(browser.table).toBeVisible();
});

test('5,000 objects are scrolled through', async ({ app }, info) => {
  test.skip(isElectron(info), 'the folder of the volume is chosen in the native dialog there');
  const { page } = app;
  const browser = new BrowserPage(page);
  const disk = join(app.scratch, 'many');
  mkdirSync(disk);
  for (let n = 1; n <= 5000; n++) writeFileSync(join(disk, `sample-${String(n).padStart(5, '0')}.json`), '{}');
  await browser.makeFolderVolume(disk, 'many');
  // The header counts as a row.
  await expect(browser.table).toHaveAttribute('aria-rowcount', '5001', { timeout: 30_000 });
  await expect(page.getByRole('status').getByText(/^5,000 objects/)).toBeVisible();
  await expect(browser.named('sample-00001.json')).toBeVisible();
  expect(await browser.table.locator('[data-row]').count()).toBeLessThan(150);
  await browser.table.hover();
  await page.mouse.wheel(0, 60_000);
  await expect(browser.named('sample-00001.json')).toHaveCount(0);
  await expect.poll(async () => (await browser.names()).length).toBeGreaterThan(10);
  await browser.table.focus();
  await page.keyboard.press('End');
  await expect(browser.named('sample-05000.json')).toBeVisible();
  await expect(browser.named('sample-05000.json')).toHaveAttribute('aria-rowindex', '5001');
});
