import { expect, test } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';

test('a part of the window that cannot be loaded says so, and the rest of it goes on', async ({ app }) => {
  const { page } = app;
  const browser = new BrowserPage(page);
  await browser.openVolume('my-files');
  await expect(page.getByText('Nothing here yet')).toBeVisible();
  // As after an update under an open window: parts of the old one are not there any more.
  await page.route('**/assets/*.js', (route) => route.abort());
  await browser.table.focus();
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('alert').getByText('This part of the window could not be loaded')).toBeVisible();
  await expect(browser.table).toBeVisible();
  await page.getByRole('button', { name: 'Actions for This computer' }).click();
  await expect(page.getByRole('menuitem', { name: 'New volume…' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.unroute('**/assets/*.js');
  await page.getByRole('alert').getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByText('Nothing here yet')).toBeVisible();
  await browser.table.focus();
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('dialog', { name: 'Commands and places' })).toBeVisible();
});
