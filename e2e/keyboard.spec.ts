import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, isElectron, test } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';

const volume = 'my-files';

/** Where the keyboard is: role or element, and name. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at === null || at === document.body ? 'nowhere' : (at.getAttribute('aria-label') ?? at.textContent ?? '');
  });

/** Presses Tab until a control has the focus; fails where it cannot be reached. */
async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const isIt = (text: string): boolean => (typeof name === 'string' ? text === name : name.test(text));
  for (let presses = 0; presses < 60; presses++) {
    if (isIt((await focused(page)).trim())) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${String(name)} cannot be reached by ${key}; the focus is on ${await focused(page)}`);
}

test('the main job is done by keyboard alone', async ({ app, context }, info) => {
  test.skip(isElectron(info), 'the files are chosen in the native dialog there');
  const { page } = app;
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await keepSecretsForThisSession(page);
  const browser = new BrowserPage(page);
  await page.reload();
  await browser.table.waitFor();

  // Into the volume by its link.
  await tabTo(page, volume);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: `Contents of ${volume}` })).toBeVisible();

  // Upload by the button and its menu.
  const file = join(app.scratch, 'by keyboard.txt');
  writeFileSync(file, 'no mouse');
  await tabTo(page, 'Upload');
  const chooser = page.waitForEvent('filechooser');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Upload files…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(file);
  await expect(browser.named('by keyboard.txt')).toBeVisible();

  // Select, share, copy the link.
  await tabTo(page, `Contents of ${volume}`);
  await page.keyboard.press('ArrowDown');
  await expect(browser.named('by keyboard.txt')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ControlOrMeta+l');
  const share = page.getByRole('dialog', { name: 'Share a link' });
  await expect(share).toBeVisible();
  await tabTo(page, 'Make the link');
  await page.keyboard.press('Enter');
  await expect(share.getByRole('textbox', { name: 'Link' })).toBeVisible();
  await tabTo(page, 'Copy link');
  await page.keyboard.press('Enter');
  await expect(share.getByText('Copied').first()).toBeAttached();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(await (await fetch(link)).text()).toBe('no mouse');
  await page.keyboard.press('Escape');
  await expect(share).toBeHidden();
  await expect(browser.table).toBeFocused();

  // Delete, with the question answered by keyboard as well.
  await page.keyboard.press('Delete');
  const question = page.getByRole('alertdialog');
  await expect(question.getByRole('button', { name: 'Delete' })).toBeEnabled();
  await tabTo(page, 'Delete');
  await page.keyboard.press('Enter');
  await expect(browser.named('by keyboard.txt')).toBeHidden();
  await expect(browser.table).toBeFocused();
});

test('the focus is never lost', async ({ app }, info) => {
  test.skip(isElectron(info), 'the files are chosen in the native dialog there');
  const { page } = app;
  await keepSecretsForThisSession(page);
  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  const files = ['a.txt', 'b.txt', 'c.txt', 'd.txt'].map((name) => join(app.scratch, name));
  for (const path of files) writeFileSync(path, 'x');
  await browser.upload(files);
  await expect(browser.named('d.txt')).toBeVisible();
  await browser.named('b.txt').click();

  await test.step('after a refresh the row keeps it', async () => {
    await page.keyboard.press('F5');
    await expect(page.getByRole('status').getByText(/^4 objects/)).toBeVisible();
    await expect(browser.table).toBeFocused();
    await expect(browser.named('b.txt')).toHaveAttribute('aria-selected', 'true');
  });
  await test.step('after a delete the next row has it', async () => {
    await page.keyboard.press('Delete');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect(browser.named('b.txt')).toBeHidden();
    await expect(browser.table).toBeFocused();
    await page.keyboard.press('Space');
    await expect(page.getByText('1 selected').first()).toBeVisible();
  });
  await test.step('a dialog that is given up gives it back', async () => {
    for (const keys of ['ControlOrMeta+Shift+n', 'Delete', 'ControlOrMeta+Shift+m']) {
      await page.keyboard.press(keys);
      await expect(page.getByRole('dialog').or(page.getByRole('alertdialog'))).toBeVisible();
      await page.keyboard.press('Escape');
      await expect(browser.table).toBeFocused();
    }
  });
  await test.step('a rename that is given up gives it back', async () => {
    await page.keyboard.press('F2');
    await expect(browser.table.getByRole('textbox', { name: 'New name' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(browser.table).toBeFocused();
  });
  await test.step('the menu of a row gives it back', async () => {
    await page.keyboard.press('Shift+F10');
    await expect(page.getByRole('menuitem', { name: 'Open', exact: true })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(browser.table).toBeFocused();
  });
  await test.step('the filter gives it back', async () => {
    await page.keyboard.press('ControlOrMeta+f');
    await expect(page.getByRole('searchbox', { name: 'Filter by name' })).toBeFocused();
    await page.keyboard.type('c.txt');
    await expect(browser.named('a.txt')).toBeHidden();
    await page.keyboard.press('Enter');
    await expect(browser.table).toBeFocused();
    await page.keyboard.press('Home');
    await expect(browser.named('c.txt')).toHaveAttribute('aria-selected', 'true');
  });
  await test.step('an emptied folder keeps it', async () => {
    await page.keyboard.press('ControlOrMeta+f');
    await page.keyboard.press('Escape');
    await expect(browser.named('a.txt')).toBeVisible();
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.press('Delete');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByText('Nothing here yet')).toBeVisible();
    await expect.poll(() => focused(page)).not.toBe('nowhere');
  });
});
