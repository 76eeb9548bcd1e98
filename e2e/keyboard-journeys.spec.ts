import type { Page } from '@playwright/test';
import { putAll, s3Client } from './fixtures/s3.ts';
import { expect, test, type App } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { KeysPage } from './pages/keys-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';
import { WindowPage } from './pages/window-page.ts';

const volume = 'my-files';

/** The mouse is used up to here, and not once after. */
async function start({ page }: App) {
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const client = s3Client(await keys.create({ name: 'other program', rights: ['Read', 'Write', 'Delete'] }));
  await putAll(client, volume, {
    'alpha.txt': 'a',
    'beta.txt': 'b',
    'gamma.csv': 'c,d',
    'docs/one.md': '# one',
    'docs/two.md': '# two',
    'pictures/set/deep.txt': 'x',
  });
  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  await expect(browser.named('gamma.csv')).toBeVisible();
  await browser.table.focus();
  return { page, browser, window: new WindowPage(page), key: (name: string) => page.keyboard.press(name) };
}

const selected = (page: Page, count: number) =>
  expect(page.locator('footer').getByText(`${count} selected`, { exact: true })).toBeVisible();
const contents = (page: Page, name: string) => page.getByRole('grid', { name: `Contents of ${name}` });

test('ten journeys through the table by keyboard alone', async ({ app }) => {
  const { page, browser, key } = await start(app);
  const isSelected = (name: string) => expect(browser.named(name)).toHaveAttribute('aria-selected', 'true');

  await test.step('1 to the first and the last row', async () => {
    await key('Home');
    await isSelected('docs');
    await key('End');
    await isSelected('gamma.csv');
  });
  await test.step('2 a range, and one less', async () => {
    await key('Home');
    await key('Shift+ArrowDown');
    await key('Shift+ArrowDown');
    await selected(page, 3);
    await key('Shift+ArrowUp');
    await selected(page, 2);
  });
  await test.step('3 rows here and there', async () => {
    await key('Home');
    await key('ControlOrMeta+ArrowDown');
    await key('ControlOrMeta+ArrowDown');
    await key('Space');
    await selected(page, 2);
    await isSelected('alpha.txt');
  });
  await test.step('4 all, and none', async () => {
    await key('ControlOrMeta+a');
    await selected(page, 5);
    await key('Escape');
    await expect(page.getByText(/\d selected/)).toHaveCount(0);
  });
  await test.step('5 by first letters', async () => {
    await key('g');
    await isSelected('gamma.csv');
  });
  await test.step('6 into a folder and out again', async () => {
    await key('Home');
    await key('Enter');
    await expect(contents(page, 'docs')).toBeFocused();
    await expect(browser.named('two.md')).toBeVisible();
    await key('Backspace');
    await expect(contents(page, volume)).toBeVisible();
    await isSelected('docs');
  });
  await test.step('7 back and forward', async () => {
    await key('Alt+ArrowLeft');
    await expect(contents(page, 'docs')).toBeVisible();
    await key('Alt+ArrowRight');
    await expect(contents(page, volume)).toBeVisible();
  });
  await test.step('8 to a path', async () => {
    await key('ControlOrMeta+Shift+g');
    await expect(page.getByRole('textbox', { name: 'Go to path' })).toBeFocused();
    await page.keyboard.type(`s3://${volume}/pictures/set/`);
    await key('Enter');
    await expect(contents(page, 'set')).toBeFocused();
    await key('Alt+ArrowUp');
    await key('Alt+ArrowUp');
    await expect(contents(page, volume)).toBeVisible();
  });
  await test.step('9 a filter, and out of it', async () => {
    await key('/');
    await page.keyboard.type('txt');
    await expect(browser.named('gamma.csv')).toBeHidden();
    await key('Enter');
    await expect(browser.table).toBeFocused();
    await key('/');
    await key('Escape');
    await expect(browser.named('gamma.csv')).toBeVisible();
    await expect(browser.table).toBeFocused();
  });
  await test.step('10 the menu of a row', async () => {
    await key('End');
    await key('Shift+F10');
    await expect(page.getByRole('menuitem', { name: 'Open', exact: true })).toBeFocused();
    await key('Escape');
    await expect(browser.table).toBeFocused();
  });
});

test('ten journeys that change things by keyboard alone', async ({ app }) => {
  const { page, browser, window, key } = await start(app);

  await test.step('11 a new folder', async () => {
    await key('ControlOrMeta+Shift+n');
    await page.keyboard.type('new');
    await key('Enter');
    await expect(browser.named('new')).toHaveAttribute('aria-selected', 'true');
    await expect(browser.table).toBeFocused();
  });
  await test.step('12 a rename', async () => {
    await page.keyboard.type('al');
    await key('F2');
    await page.keyboard.type('first');
    await key('Enter');
    await expect(browser.named('first.txt')).toHaveAttribute('aria-selected', 'true');
    await expect(browser.table).toBeFocused();
  });
  await test.step('13 which is undone', async () => {
    await expect(page.getByText('Rename: done')).toBeVisible();
    await key('ControlOrMeta+z');
    await expect(browser.named('alpha.txt')).toBeVisible();
  });
  await test.step('14 cut here, paste there', async () => {
    await page.keyboard.type('bet');
    await expect(browser.named('beta.txt')).toHaveAttribute('aria-selected', 'true');
    await key('ControlOrMeta+x');
    await key('Home');
    await key('Enter');
    await expect(contents(page, 'docs')).toBeFocused();
    await window.run('paste', 'Paste');
    await expect(browser.named('beta.txt')).toBeVisible();
  });
  await test.step('15 copied to a folder by name', async () => {
    await expect(browser.table).toBeFocused();
    await page.keyboard.type('one');
    await expect(browser.named('one.md')).toHaveAttribute('aria-selected', 'true');
    await key('ControlOrMeta+Shift+c');
    const dialog = page.getByRole('dialog', { name: 'Copy 1 item' });
    await dialog.getByRole('textbox', { name: 'Folder' }).focus();
    await key('ControlOrMeta+a');
    await page.keyboard.type('new/');
    await key('Enter');
    await expect(dialog).toBeHidden();
    await expect(browser.table).toBeFocused();
  });
  await test.step('16 a delete, with its question', async () => {
    await key('Delete');
    const question = page.getByRole('alertdialog');
    await expect(question.getByRole('button', { name: 'Delete' })).toBeEnabled();
    for (let presses = 0; presses < 6; presses += 1) {
      if (await question.getByRole('button', { name: 'Delete' }).evaluate((one) => one === document.activeElement))
        break;
      await key('Tab');
    }
    await key('Enter');
    await expect(browser.named('one.md')).toBeHidden();
    await expect(browser.table).toBeFocused();
  });
  await test.step('17 a folder in a new tab', async () => {
    await key('Alt+ArrowUp');
    await expect(contents(page, volume)).toBeFocused();
    await page.keyboard.type('new');
    await key('ControlOrMeta+Enter');
    await expect(contents(page, 'new')).toBeVisible();
    await expect(browser.named('one.md')).toBeVisible();
    await key('Alt+w');
    await expect(window.tabs).toHaveCount(0);
  });
  await test.step('18 to the other pane', async () => {
    await key('ControlOrMeta+\\');
    await expect(window.second).toBeVisible();
    await key('F6');
    await expect(window.second.getByRole('grid')).toBeFocused();
    await key('Home');
    await key('Enter');
    await expect(window.second.getByRole('grid', { name: 'Contents of docs' })).toBeVisible();
    await key('F6');
    await expect(window.first.getByRole('grid')).toBeFocused();
    await page.keyboard.type('gam');
    await key('ControlOrMeta+Alt+c');
    await expect(window.second.getByTitle('gamma.csv')).toBeVisible();
    await key('ControlOrMeta+\\');
    await expect(window.second).toBeHidden();
  });
  await test.step('19 a favourite, and by the palette to it', async () => {
    await expect(browser.table).toBeFocused();
    await key('Home');
    await key('Enter');
    await expect(contents(page, 'docs')).toBeFocused();
    await key('ControlOrMeta+d');
    await expect(
      page.getByRole('navigation', { name: 'Favourites' }).getByRole('link', { name: 'docs' }),
    ).toBeVisible();
    await key('Alt+ArrowUp');
    await window.run('docs', /^docs/);
    await expect(contents(page, 'docs')).toBeFocused();
    await key('Alt+ArrowUp');
  });
  await test.step('20 a selection is saved through the browser', async () => {
    await expect(contents(page, volume)).toBeFocused();
    await page.keyboard.type('gam');
    await expect(browser.named('gamma.csv')).toHaveAttribute('aria-selected', 'true');
    const download = page.waitForEvent('download');
    await key('ControlOrMeta+s');
    expect((await download).suggestedFilename()).toBe('gamma.csv');
  });
});

test('ten journeys through the window by keyboard alone', async ({ app }) => {
  const { page, browser, window, key } = await start(app);

  await test.step('21 tiles', async () => {
    await key('ControlOrMeta+2');
    const tiles = page.getByRole('listbox', { name: `Contents of ${volume}` });
    await expect(tiles).toBeVisible();
    await tiles.focus();
    await key('Home');
    await key('ArrowRight');
    await expect(tiles.getByRole('option', { name: 'pictures' })).toHaveAttribute('aria-selected', 'true');
  });
  await test.step('22 columns', async () => {
    await key('ControlOrMeta+3');
    await expect(browser.table).toBeVisible();
    await browser.table.focus();
    await key('Home');
    await key('ArrowRight');
    await expect(contents(page, 'docs')).toBeVisible();
    await browser.table.focus();
    await key('ArrowLeft');
    await expect(contents(page, volume)).toBeVisible();
    await key('ControlOrMeta+1');
    await expect(browser.table.getByRole('columnheader', { name: 'Size' })).toBeVisible();
    await browser.table.focus();
  });
  await test.step('23 another order', async () => {
    await window.run('columns', 'Columns…');
    await expect(page.getByRole('dialog', { name: 'Columns' })).toBeVisible();
    await key('Escape');
    await expect(browser.table).toBeFocused();
  });
  await test.step('24 the sidebar away and back', async () => {
    await key('ControlOrMeta+b');
    await expect(page.getByRole('navigation', { name: 'Places' })).toBeHidden();
    await key('ControlOrMeta+b');
    await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible();
  });
  await test.step('25 details away and back', async () => {
    await key('ControlOrMeta+i');
    await expect(page.getByRole('complementary', { name: 'Details' })).toBeHidden();
    await key('ControlOrMeta+i');
    await expect(page.getByRole('complementary', { name: 'Details' })).toBeVisible();
  });
  await test.step('26 transfers open and shut', async () => {
    await key('ControlOrMeta+j');
    await expect(browser.transfers).toBeVisible();
    await key('ControlOrMeta+j');
  });
  await test.step('27 the sheet of shortcuts', async () => {
    await browser.table.focus();
    await key('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await key('Escape');
    await expect(browser.table).toBeFocused();
  });
  await test.step('28 to a screen and back', async () => {
    await window.run('settings', 'Go to Settings');
    await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    await key('Alt+ArrowLeft');
    await expect(contents(page, volume)).toBeVisible();
  });
  await test.step('29 a search of the bucket', async () => {
    await key('ControlOrMeta+Shift+f');
    const dialog = page.getByRole('dialog', { name: `Search ${volume}` });
    const build = dialog.getByRole('button', { name: 'Build the index' });
    await build.waitFor();
    for (let presses = 0; presses < 6; presses += 1) {
      if (await build.evaluate((one) => one === document.activeElement)) break;
      await key('Tab');
    }
    await key('Enter');
    await expect(dialog.getByText(/^6 objects, as of/)).toBeVisible();
    for (let presses = 0; presses < 8; presses += 1) {
      const field = dialog.getByRole('textbox', { name: 'Search for' });
      if (await field.evaluate((one) => one === document.activeElement)) break;
      await key('Tab');
    }
    await page.keyboard.type('deep');
    await expect(dialog.getByText('1 object found')).toBeVisible();
    await key('ArrowDown');
    await key('ArrowDown');
    await key('Enter');
    await expect(contents(page, 'set')).toBeVisible();
  });
  await test.step('30 the map of what takes the space', async () => {
    await window.run('takes', 'What takes the space…');
    const dialog = page.getByRole('dialog', { name: `What takes the space in ${volume}` });
    await expect(dialog.getByText(/^1 object, 1 B$/)).toBeVisible();
    await key('Escape');
    await expect(dialog).toBeHidden();
    await expect(contents(page, 'set')).toBeFocused();
  });
});

test('from nothing to a first shared file with the samples', async ({ app }) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  await page.getByRole('button', { name: 'Add sample files' }).click();
  await expect(contents(page, 'Sample')).toBeVisible();
  await expect(browser.named('welcome.md')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ControlOrMeta+l');
  const share = page.getByRole('dialog').filter({ has: page.getByRole('button', { name: 'Make the link' }) });
  await share.getByRole('button', { name: 'Make the link' }).click();
  const link = await page.getByRole('textbox', { name: 'Link', exact: true }).inputValue();
  expect(await (await fetch(link)).text()).toContain('Welcome to Quayside');
});
