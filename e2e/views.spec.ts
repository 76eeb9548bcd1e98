import { PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import type { Locator } from '@playwright/test';
import { keysOf, putAll, s3Client } from './fixtures/s3.ts';
import { expect, test, type App } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { KeysPage } from './pages/keys-page.ts';
import { lookAt } from './pages/look-at.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';
import { WindowPage } from './pages/window-page.ts';

const volume = 'my-files';
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAEElEQVR4nGP8zwACTGCSAQANHQEDgslx/wAAAABJRU5ErkJggg==',
  'base64',
);

const rowIn = (pane: Locator, name: string): Locator =>
  pane.getByRole('row').filter({ has: pane.page().getByTitle(name, { exact: true }) });

async function start({ page }: App, objects: Readonly<Record<string, string | Uint8Array>>) {
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const client = s3Client(await keys.create({ name: 'other program', rights: ['Read', 'Write', 'Delete', 'Admin'] }));
  await putAll(client, volume, objects);
  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  return { page, browser, window: new WindowPage(page), client };
}

test('a place is shown as list, tiles and columns, and each bucket remembers how', async ({ app }) => {
  const { page, browser, window } = await start(app, {
    'pictures/one.png': png,
    'pictures/two.png': png,
    'notes.txt': 'notes',
  });
  await browser.named('notes.txt').click();

  await test.step('tiles show pictures as what they are', async () => {
    await page.keyboard.press('ControlOrMeta+2');
    const tiles = page.getByRole('listbox', { name: `Contents of ${volume}` });
    await expect(tiles).toBeVisible();
    await tiles.getByRole('option', { name: 'pictures' }).dblclick();
    const inside = page.getByRole('listbox', { name: 'Contents of pictures' });
    await expect(inside.getByRole('option')).toHaveCount(2);
    await expect
      .poll(() => inside.locator('img').evaluateAll((all) => all.map((one) => (one as HTMLImageElement).naturalWidth)))
      .toEqual([2, 2]);
    await inside.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(inside.getByRole('option', { name: 'two.png' })).toHaveAttribute('aria-selected', 'true');
    await lookAt(page, 'tiles');
    await page.keyboard.press('Backspace');
    await expect(tiles).toBeVisible();
  });

  await test.step('columns go in by right and out by left', async () => {
    await page.keyboard.press('ControlOrMeta+3');
    await expect(browser.table).toBeVisible();
    await browser.named('pictures').click();
    await expect(page.getByRole('grid', { name: 'Level pictures' }).getByText('two.png')).toBeVisible();
    await lookAt(page, 'columns');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('grid', { name: 'Contents of pictures' })).toBeVisible();
    await expect(page.getByRole('grid', { name: `Level ${volume}` })).toBeVisible();
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByRole('grid', { name: `Contents of ${volume}` })).toBeVisible();
    await expect(browser.named('pictures')).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('columns of the table are chosen, sized and kept', async () => {
    await page.keyboard.press('ControlOrMeta+1');
    await window.run('columns', 'Columns…');
    const dialog = page.getByRole('dialog', { name: 'Columns' });
    await dialog.getByText('Kind', { exact: true }).click();
    await dialog.getByText('ETag', { exact: true }).click();
    await dialog.getByRole('spinbutton', { name: 'Width of Size in pixels' }).fill('140');
    await lookAt(page, 'the columns to choose');
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await expect(browser.table.getByRole('columnheader')).toHaveText(['Name', 'Size', 'Modified', 'ETag']);
    await expect(browser.named('notes.txt').getByText(/^[0-9a-f]{32}$/)).toBeVisible();
    const width = () =>
      browser.table
        .getByRole('columnheader', { name: 'Size' })
        .evaluate((cell) => Math.round(cell.getBoundingClientRect().width));
    await expect.poll(width).toBe(140);
    // The leading edge of a column is dragged.
    const edge = browser.table.getByRole('columnheader', { name: 'Size' }).locator('.data-grid-edge');
    const box = await edge.boundingBox();
    if (box === null) throw new Error('no edge to drag');
    await page.mouse.move(box.x + 4, box.y + 8);
    await page.mouse.down();
    await page.mouse.move(box.x - 36, box.y + 8, { steps: 4 });
    await page.mouse.up();
    await expect.poll(width).toBe(180);
    await browser.table.getByRole('button', { name: 'Size' }).click();
    await expect(browser.table.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'descending');
    // What was changed last is kept a moment later.
    await page.waitForTimeout(800);
    await page.reload();
    await expect(browser.named('notes.txt')).toBeVisible();
    await expect(browser.table.getByRole('columnheader')).toHaveText(['Name', 'Size', 'Modified', 'ETag']);
    await expect.poll(width).toBe(180);
    await expect(browser.table.getByRole('columnheader', { name: 'Size' })).toHaveAttribute('aria-sort', 'descending');
  });
});

test('tabs, two panes and favourites lead between places, and rows go from pane to pane', async ({ app }) => {
  const { page, browser, window, client } = await start(app, { 'a/one.txt': '1', 'b/two.txt': '2' });
  const table = (name: string) => page.getByRole('grid', { name: `Contents of ${name}` });

  await test.step('a folder opens in a new tab, and back leads to the tab before', async () => {
    await browser.named('a').click();
    await page.keyboard.press('ControlOrMeta+Enter');
    await expect(table('a')).toBeVisible();
    await expect(window.tabs).toHaveText([volume, 'a']);
    await lookAt(page, 'two tabs');
    await page.keyboard.press('Alt+PageUp');
    await expect(table(volume)).toBeVisible();
    await page.keyboard.press('Alt+PageDown');
    await expect(table('a')).toBeVisible();
    await page.reload();
    await expect(window.tabs).toHaveText([volume, 'a']);
    await page.keyboard.press('Alt+w');
    await expect(window.tabs).toHaveCount(0);
    await expect(table(volume)).toBeVisible();
  });

  await test.step('a place becomes a favourite and is gone to from the palette', async () => {
    await browser.open('b');
    await page.keyboard.press('ControlOrMeta+d');
    const favourites = page.getByRole('navigation', { name: 'Favourites' });
    await expect(favourites.getByRole('link', { name: 'b' })).toBeVisible();
    await page.keyboard.press('Alt+ArrowUp');
    await expect(table(volume)).toBeVisible();
    await window.run('my-files/b', /^b/);
    await expect(table('b')).toBeVisible();
    await expect(table('b')).toBeFocused();
    await window.run('a/', 'Go to path');
    await expect(table('a')).toBeVisible();
    await page.keyboard.press('Alt+ArrowUp');
  });

  await test.step('rows go to the other pane, and come back by undo', async () => {
    await page.keyboard.press('ControlOrMeta+\\');
    await expect(window.second).toBeVisible();
    await page.keyboard.press('F6');
    await expect(window.second.getByRole('grid')).toBeFocused();
    await rowIn(window.second, 'b').dblclick();
    await expect(window.second.getByRole('grid', { name: 'Contents of b' })).toBeVisible();
    await page.keyboard.press('F6');
    await expect(window.first.getByRole('grid')).toBeFocused();
    await rowIn(window.first, 'a').dblclick();
    await window.first.getByRole('row', { name: 'one.txt' }).click();
    await lookAt(page, 'two panes');
    await page.keyboard.press('ControlOrMeta+Alt+m');
    await expect.poll(() => keysOf(client, volume)).toEqual(['b/one.txt', 'b/two.txt']);
    await expect(window.second.getByRole('row', { name: 'one.txt' })).toBeVisible();
    await expect(page.getByText('Move of 1 item: done')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+z');
    await expect.poll(() => keysOf(client, volume)).toEqual(['a/one.txt', 'b/two.txt']);
    await expect(window.first.getByRole('row', { name: 'one.txt' })).toBeVisible();
    await rowIn(window.first, 'one.txt').dragTo(window.second.getByRole('grid'), {
      targetPosition: { x: 120, y: 320 },
    });
    await expect.poll(() => keysOf(client, volume)).toEqual(['b/one.txt', 'b/two.txt']);
    await page.keyboard.press('ControlOrMeta+\\');
    await expect(window.second).toBeHidden();
  });
});

test('a rename is undone', async ({ app }) => {
  const { page, browser, window, client } = await start(app, { 'draft.txt': 'x' });
  await browser.named('draft.txt').click();
  await page.keyboard.press('F2');
  await browser.table.getByRole('textbox', { name: 'New name' }).fill('final.txt');
  await page.keyboard.press('Enter');
  await expect(browser.named('final.txt')).toBeVisible();
  await page.getByText('Rename: done').waitFor();
  await page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click();
  await expect(browser.named('draft.txt')).toBeVisible();
  expect(await keysOf(client, volume)).toEqual(['draft.txt']);

  await test.step('and so is a delete where the bucket keeps versions', async () => {
    await client.send(
      new PutBucketVersioningCommand({ Bucket: volume, VersioningConfiguration: { Status: 'Enabled' } }),
    );
    await browser.named('draft.txt').click();
    await page.keyboard.press('Delete');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect(browser.named('draft.txt')).toBeHidden();
    await expect(page.getByText('Delete of 1 item: done')).toBeVisible();
    await expect(browser.table).toBeFocused();
    await page.keyboard.press('ControlOrMeta+z');
    await expect(browser.named('draft.txt')).toBeVisible();
    expect(await keysOf(client, volume)).toEqual(['draft.txt']);
  });

  await test.step('a column counts versions', async () => {
    await putAll(client, volume, { 'draft.txt': 'once more' });
    await browser.table.focus();
    await window.run('columns', 'Columns…');
    const dialog = page.getByRole('dialog', { name: 'Columns' });
    await dialog.getByText('Versions', { exact: true }).click();
    await dialog.getByRole('button', { name: 'Apply' }).click();
    await expect(browser.table.getByRole('columnheader', { name: 'Versions' })).toBeVisible();
    await expect(browser.named('draft.txt').getByRole('gridcell').last()).toHaveText('2');
  });
});

test('a bucket is searched and weighed by its local index', async ({ app }) => {
  const { page, browser, window } = await start(app, {
    'runs/2026/loss.csv': 'x'.repeat(2000),
    'runs/2026/notes.md': 'x',
    'weights/model.safetensors': 'x'.repeat(50_000),
    'top.txt': 'x',
  });
  await browser.named('top.txt').click();

  await test.step('the index is built from the search, and what is found is gone to', async () => {
    await page.keyboard.press('ControlOrMeta+Shift+f');
    const dialog = page.getByRole('dialog', { name: `Search ${volume}` });
    await expect(dialog.getByText('This bucket has no local index yet')).toBeVisible();
    await lookAt(page, 'a search without an index');
    await dialog.getByRole('button', { name: 'Build the index' }).click();
    await expect(dialog.getByText(/^4 objects, as of/)).toBeVisible();
    const field = dialog.getByRole('textbox', { name: 'Search for' });
    await field.fill('LOSS csv');
    await expect(dialog.getByText('1 object found')).toBeVisible();
    await lookAt(page, 'a search');
    await dialog.getByText('Pattern', { exact: true }).click();
    await field.fill('*.csv');
    await expect(dialog.getByText('1 object found')).toBeVisible();
    await field.press('ArrowDown');
    await expect(dialog.getByRole('grid', { name: 'Found objects' })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('grid', { name: 'Contents of 2026' })).toBeVisible();
    await expect(browser.named('loss.csv')).toHaveAttribute('aria-selected', 'true');
  });

  await test.step('folders know their size, and a map shows what takes the space', async () => {
    await browser.openVolume(volume);
    await expect(browser.named('weights').getByText('48.8 KiB')).toBeVisible();
    await browser.table.focus();
    await window.run('takes', 'What takes the space…');
    const dialog = page.getByRole('dialog', { name: `What takes the space in ${volume}` });
    await expect(dialog.getByText('4 objects, 50.8 KiB')).toBeVisible();
    const map = dialog.getByRole('group', { name: 'Map of folders by size' });
    await expect(map.getByRole('button', { name: /^weights, 48.8 KiB/ })).toBeVisible();
    await lookAt(page, 'what takes the space, as a map');
    await map.getByRole('button', { name: /^weights/ }).focus();
    await page.keyboard.press('ArrowRight');
    await expect(map.getByRole('button', { name: /^runs/ })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(map.getByRole('button', { name: /^2026/ })).toBeVisible();
    await dialog.getByRole('tab', { name: 'Table' }).click();
    await expect(dialog.getByRole('table', { name: 'Table' }).getByRole('row')).toHaveCount(2);
    await lookAt(page, 'what takes the space, as a table');
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(browser.table).toBeFocused();
  });
});
