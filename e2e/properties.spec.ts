import {
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { bytesOf, putAll, s3Client } from './fixtures/s3.ts';
import { expect, test, type App } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { KeysPage } from './pages/keys-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';

const volume = 'my-files';

async function start({ page }: App) {
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const client = s3Client(await keys.create({ name: 'other program', rights: ['Read', 'Write', 'Delete', 'Admin'] }));
  return { page, browser: new BrowserPage(page), client };
}

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('[data-live-announcer]').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

test('tags and headers are edited beside the table, as another client then sees them', async ({ app }) => {
  const { page, browser, client } = await start(app);
  await putAll(client, volume, { 'page one.html': '<p>', 'two.bin': '2', 'three.bin': '3' });
  await browser.openVolume(volume);
  await browser.named('page one.html').click();

  const tags = page.getByRole('region', { name: 'Tags' });
  await expect(tags).toContainText('No tags.');
  await tags.getByRole('button', { name: 'Edit tags…' }).click();
  const tagDialog = page.getByRole('dialog', { name: 'Edit tags' });
  await tagDialog.getByRole('textbox', { name: 'Name of tag 1' }).fill('crew & co');
  await tagDialog.getByRole('textbox', { name: 'Value of tag 1' }).fill('day');
  await tagDialog.getByRole('button', { name: 'Save' }).click();
  await expect(tagDialog.getByText('Only letters, digits')).toBeVisible();
  await tagDialog.getByRole('textbox', { name: 'Name of tag 1' }).fill('crew');
  expect(await seriousFaults(page)).toEqual([]);
  await tagDialog.getByRole('button', { name: 'Save' }).click();
  await expect(tags).toContainText('day');
  const seen = await client.send(new GetObjectTaggingCommand({ Bucket: volume, Key: 'page one.html' }));
  expect(seen.TagSet).toEqual([{ Key: 'crew', Value: 'day' }]);

  await page.getByRole('button', { name: 'Edit headers…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit headers and metadata' });
  await dialog.getByRole('textbox', { name: 'Content-Type' }).fill('text/html; charset=utf-8');
  await dialog.getByRole('button', { name: 'Add an entry' }).click();
  await dialog.getByRole('textbox', { name: 'Name of entry 1' }).fill('Source');
  await dialog.getByRole('textbox', { name: 'Value of entry 1' }).fill('harbour');
  expect(await seriousFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The headers were changed.')).toBeVisible();
  const head = await client.send(new HeadObjectCommand({ Bucket: volume, Key: 'page one.html' }));
  expect(head).toMatchObject({ ContentType: 'text/html; charset=utf-8', Metadata: { source: 'harbour' } });
  await expect(page.locator('#details')).toContainText('text/html; charset=utf-8');

  await browser.named('two.bin').click();
  await browser.named('three.bin').click({ modifiers: ['ControlOrMeta'] });
  await page.getByRole('button', { name: 'Edit headers of 2 objects…' }).click();
  const many = page.getByRole('dialog', { name: 'Edit headers of 2 objects' });
  await many.getByRole('textbox', { name: 'Content-Type' }).fill('image/png');
  await many.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('2 objects were changed.')).toBeVisible();
  for (const Key of ['two.bin', 'three.bin']) {
    expect((await client.send(new HeadObjectCommand({ Bucket: volume, Key }))).ContentType).toBe('image/png');
  }
});

test('an older version is made the current one, and one is deleted for good', async ({ app }) => {
  const { page, browser, client } = await start(app);
  await client.send(new PutBucketVersioningCommand({ Bucket: volume, VersioningConfiguration: { Status: 'Enabled' } }));
  for (const text of ['first', 'second one']) await putAll(client, volume, { 'plan.txt': text });
  await browser.openVolume(volume);
  await browser.named('plan.txt').click();
  const versions = page.getByRole('region', { name: 'Versions' });
  await expect(versions.getByRole('listitem')).toHaveCount(2);
  await expect(versions.getByRole('listitem').first()).toContainText('Current');
  await versions.getByRole('listitem').last().getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Make this the current version' }).click();
  await expect(versions.getByRole('listitem')).toHaveCount(3);
  expect(Buffer.from(await bytesOf(client, volume, 'plan.txt')).toString()).toBe('first');

  await versions.getByRole('listitem').nth(1).getByRole('button').click();
  await page.getByRole('menuitem', { name: 'Delete this version…' }).click();
  const ask = page.getByRole('alertdialog', { name: 'Delete this version?' });
  expect(await seriousFaults(page)).toEqual([]);
  await ask.getByRole('button', { name: 'Delete version' }).click();
  await expect(versions.getByRole('listitem')).toHaveCount(2);
  const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket: volume }));
  expect(Versions.map(({ Size }) => Size)).toEqual([5, 5]);
});
