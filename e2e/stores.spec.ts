import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProfileStore, type ProfileStore } from './fixtures/profile-store.ts';
import { sha256 } from './fixtures/sample-files.ts';
import { expect, isElectron, test } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';
import { WizardPage } from './pages/wizard-page.ts';

const first = { accessKeyId: 'FIRSTKEY', secretAccessKey: 'first-secret-of-nobody' };
const second = { accessKeyId: 'SECONDKEY', secretAccessKey: 'second-secret-of-nobody' };

interface Profile {
  readonly id: string;
  readonly store: string;
  readonly region: string;
  readonly volume: string;
  readonly isDisk: boolean;
  /** The field that the wizard asks for the volume by; absent where the store lists them. */
  readonly volumeField?: string;
  readonly multipart: boolean;
  /** Why there are no links that the key signs; absent where there are. */
  readonly noLinks?: RegExp;
}
const profiles: readonly Profile[] = [
  {
    id: 'runpod',
    store: 'Runpod network volume',
    region: 'EU-RO-1',
    volume: 'vol-4711',
    isDisk: true,
    volumeField: 'Network volume id (optional)',
    multipart: true,
    noLinks: /no links that work without a key|Runpod/,
  },
  {
    id: 'coreweave',
    store: 'CoreWeave AI Object Storage',
    region: 'US-EAST-04A',
    volume: 'training-data',
    isDisk: false,
    multipart: true,
  },
  {
    id: 'runsite',
    store: 'Runsite Object Storage',
    region: 'eu-central',
    volume: 'assets',
    isDisk: false,
    multipart: true,
  },
  {
    id: 'archil',
    store: 'Archil disk',
    region: 'us-east-1',
    volume: 'dsk-4711',
    isDisk: true,
    volumeField: 'Disk id',
    multipart: false,
    noLinks: /control plane|console|Archil/,
  },
];

for (const profile of profiles) {
  test(`${profile.id}: connect, browse, upload, download, rename, delete, share, swap the key`, async ({
    app,
  }, info) => {
    test.skip(isElectron(info), 'native dialogs choose files there');
    test.setTimeout(120_000);
    app.page.setDefaultTimeout(20_000);
    const { volume } = profile;
    const store: ProfileStore = await startProfileStore({
      profile: profile.id,
      folder: join(app.scratch, 'store'),
      keys: [first, second],
      ...(profile.isDisk ? { disk: volume } : { buckets: [volume] }),
    });
    try {
      const { page } = app;
      const browser = new BrowserPage(page);
      await keepSecretsForThisSession(page);

      await test.step('connect by the wizard', async () => {
        const wizard = new WizardPage(page, profile.store);
        await wizard.open();
        await wizard.otherAddress(store.endpoint, profile.region);
        if (profile.volumeField !== undefined) await wizard.field(profile.volumeField).fill(volume);
        await wizard.field('Access key id').fill(first.accessKeyId);
        await wizard.field('Secret access key').fill(first.secretAccessKey);
        await wizard.testAndSave();
      });

      await test.step('browse', async () => {
        const branch = page
          .getByRole('navigation', { name: 'Places' })
          .getByRole('button', { name: profile.store, exact: true });
        if ((await branch.getAttribute('aria-expanded')) !== 'true') await branch.click();
        await browser.openVolume(volume);
      });

      const small = join(app.scratch, 'notes.txt');
      const large = join(app.scratch, 'model.bin');
      writeFileSync(small, 'hello harbour\n');
      writeFileSync(large, randomBytes(40 * 1024 * 1024));
      await test.step('upload small and large', async () => {
        await browser.upload([small, large]);
        await expect(browser.named('notes.txt')).toBeVisible({ timeout: 60_000 });
        await expect(browser.named('model.bin')).toBeVisible({ timeout: 120_000 });
        await browser.showTransfers();
        await expect(browser.transfers.getByText('Done', { exact: true })).toBeVisible({ timeout: 120_000 });
        const asked = store.requests.filter(({ method, path }) => path.endsWith('model.bin') && method !== 'HEAD');
        expect(asked.some(({ method, query }) => method === 'POST' && /(^|&)uploads/.test(query))).toBe(
          profile.multipart,
        );
      });

      await test.step('download', async () => {
        await browser.named('model.bin').click();
        const saved = page.waitForEvent('download');
        await page.getByRole('button', { name: 'Download' }).first().click();
        const path = await (await saved).path();
        expect(sha256(readFileSync(path))).toBe(sha256(readFileSync(large)));
      });

      await test.step('rename', async () => {
        await browser.named('notes.txt').click();
        await page.keyboard.press('F2');
        await page.keyboard.press('ControlOrMeta+A');
        await page.keyboard.type('log book.txt');
        await page.keyboard.press('Enter');
        await expect(browser.named('log book.txt')).toBeVisible({ timeout: 60_000 });
        await expect(browser.named('notes.txt')).toBeHidden({ timeout: 60_000 });
      });

      await test.step('delete a folder', async () => {
        await browser.newFolder('old runs');
        await browser.open('old runs');
        await browser.upload(small);
        await expect(browser.named('notes.txt')).toBeVisible({ timeout: 60_000 });
        await page.getByRole('navigation', { name: 'Path' }).getByRole('button', { name: volume }).click();
        await browser.named('old runs').click();
        await page.keyboard.press('Delete');
        const dialog = page.getByRole('alertdialog', { name: 'Delete “old runs”?' });
        await dialog.getByRole('button', { name: 'Delete' }).click();
        await expect(browser.named('old runs')).toBeHidden({ timeout: 60_000 });
      });

      await test.step('share, or the stated alternative', async () => {
        await browser.named('log book.txt').click();
        await page.keyboard.press('Escape');
        await browser.named('log book.txt').click();
        await page.getByRole('button', { name: 'Share', exact: true }).first().click();
        const dialog = page.getByRole('dialog').first();
        await dialog.waitFor();
        if (profile.noLinks === undefined) {
          await dialog.getByRole('button', { name: 'Make the link' }).click();
          const link = await dialog.getByRole('textbox', { name: 'Link', exact: true }).inputValue();
          const { host, pathname, search } = new URL(link);
          const answer = await page.request.get(`http://${host.replace(/^[^:]+/, '127.0.0.1')}${pathname}${search}`, {
            headers: { host },
          });
          expect(await answer.text()).toBe('hello harbour\n');
        } else await expect(dialog).toContainText(profile.noLinks);
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'hidden' });
      });

      await test.step('swap the key', async () => {
        await page.getByRole('link', { name: 'Keys', exact: true }).click();
        await page
          .getByRole('button', { name: new RegExp(`Replace the key of ${profile.store}|^Replace…$`) })
          .first()
          .click();
        const dialog = page.getByRole('dialog', { name: 'Replace this key everywhere' });
        await dialog.getByRole('textbox', { name: /access key id/i }).fill(second.accessKeyId);
        await dialog.getByRole('textbox', { name: /secret/i }).fill(second.secretAccessKey);
        await dialog.getByRole('button', { name: 'Test and replace' }).click();
        await dialog.waitFor({ state: 'hidden' });
        await browser.openVolume(volume);
        await expect(browser.named('log book.txt')).toBeVisible();
      });

      // What the store lacks was never asked for, and nothing else was refused. Not there yet is no refusal.
      const refused = store.requests.filter(({ status }) => status >= 400 && status !== 404);
      expect(refused).toEqual([]);
      if (profile.noLinks !== undefined)
        expect(store.requests.some(({ query }) => /X-Amz-Signature/.test(query))).toBe(false);
    } finally {
      await store.stop();
    }
  });
}
