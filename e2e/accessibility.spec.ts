import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { putAll, s3Client } from './fixtures/s3.ts';
import { expect, isElectron, test, type App } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { KeysPage } from './pages/keys-page.ts';
import { ConnectionPage } from './pages/connection-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';

const volume = 'my-files';

/** WCAG 2.2 A and AA; nothing serious or critical may be found. */
async function lookAt(page: Page, at: string, onlyColours: boolean): Promise<void> {
  await test.step(at, async () => {
    // A transition half-way has colours of its own.
    await page.evaluate(() =>
      Promise.allSettled(
        document
          .getAnimations()
          .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
          .map(({ finished }) => finished),
      ),
    );
    const axe = new AxeBuilder({ page });
    if (onlyColours) axe.withRules(['color-contrast', 'link-in-text-block']);
    else axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']);
    const { violations } = await axe
      // Of the component library: it names by id what has been read out and is gone a moment later.
      .exclude('[data-live-announcer]')
      .analyze();
    const grave = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ html, any }) => `${html.slice(0, 160)} ${any[0]?.message ?? ''}`).join(' | ')}`,
      );
    expect.soft(grave, at).toEqual([]);
  });
}

/** One after the other: every screen, and what opens over it. */
async function lookAround({ page }: App, onlyColours: boolean): Promise<void> {
  const look = (at: string) => lookAt(page, at, onlyColours);
  await page.getByRole('button', { name: 'Choose…' }).waitFor();
  await look('an empty volume, and the question about secrets');
  await page.getByRole('button', { name: 'Choose…' }).click();
  await page.getByRole('dialog').waitFor();
  await look('where secrets are kept');
  await page.keyboard.press('Escape');
  await keepSecretsForThisSession(page);

  const keys = new KeysPage(page);
  await keys.open();
  await page.getByText('No keys yet').waitFor();
  await look('no keys');
  await page.getByRole('button', { name: 'New key' }).first().click();
  await look('a new key');
  await page.keyboard.press('Escape');
  const pair = await keys.create({ name: 'nightly backup', rights: ['Read', 'Write'] });
  await look('keys');
  const client = s3Client(pair);
  await putAll(client, volume, { 'datasets/train.parquet': 'x', 'checkpoint.safetensors': 'y', 'notes.md': '# Notes' });

  const browser = new BrowserPage(page);
  // A shortcut is for the table only once what lay over it is gone.
  const close = async () => {
    await page.keyboard.press('Escape');
    await expect(browser.table).toBeFocused();
  };
  await browser.openVolume(volume);
  await browser.named('notes.md').click();
  await page.getByRole('figure', { name: 'Preview' }).waitFor();
  await look('the table with details and preview');
  await browser.named('notes.md').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Open', exact: true }).waitFor();
  await look('the menu of a row');
  await close();
  await page.keyboard.press('F2');
  await look('a rename');
  await close();
  await page.keyboard.press('Delete');
  await page.getByRole('alertdialog').getByText('will be deleted').waitFor();
  await look('the plan of a delete');
  await close();
  await page.keyboard.press('ControlOrMeta+Shift+m');
  await page.getByRole('dialog').waitFor();
  await look('a move');
  await close();
  await page.keyboard.press('ControlOrMeta+l');
  await page.getByRole('button', { name: 'Make the link' }).waitFor();
  await look('a link to be made');
  await page.getByRole('button', { name: 'Make the link' }).click();
  await page.getByRole('textbox', { name: 'Link' }).waitFor();
  await look('a link');
  await close();
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await look('the keyboard shortcuts');
  await close();

  await browser.named('notes.md').click();
  await page.keyboard.press('Delete');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await browser.showTransfers();
  await browser.transfers.getByText('Done', { exact: true }).first().waitFor();
  await browser.transfers
    .getByRole('button', { name: /^Show files/ })
    .first()
    .click();
  await look('transfers with the files of one');

  await new ConnectionPage(page).open();
  await page.getByRole('button', { name: 'Save connection' }).click();
  await look('a connection with what is missing');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Actions for This computer' }).click();
  await page.getByRole('menuitem', { name: 'New volume…' }).click();
  await look('a new volume');
  await page.keyboard.press('Escape');
  for (const name of ['Links', 'Server', 'Settings']) {
    await page.getByRole('link', { name, exact: true }).click();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look(name);
  }
}

for (const [name, media] of [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['forced colours', { colorScheme: 'dark', forcedColors: 'active' }],
] as const) {
  test(`every screen and dialog can be used by everybody: ${name}`, async ({ app }, info) => {
    test.skip(isElectron(info), 'the page is the same as in the browser, and a keychain may answer there');
    test.setTimeout(180_000);
    await app.page.emulateMedia({ ...media, reducedMotion: 'reduce' });
    // What is in the page is the same in each: only its colours differ.
    await lookAround(app, name !== 'light');
  });
}
