import { GetObjectCommand, PutObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { dropPaths } from './fixtures/drop.ts';
import { hashesBelow, makeSampleFolder, sha256 } from './fixtures/sample-files.ts';
import { hashesOfBucket, s3Client } from './fixtures/s3.ts';
import { expect, isElectron, test } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { KeysPage } from './pages/keys-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';

const volume = 'my-files';

test('a folder of 200 mixed files is dropped, and another client reads every byte back', async ({ app }, info) => {
  test.skip(isElectron(info), 'a native drop cannot be made from outside Electron; the upload button is covered below');
  const { page } = app;
  const browser = new BrowserPage(page);
  await keepSecretsForThisSession(page);
  await browser.openVolume(volume);
  const folder = makeSampleFolder(app.scratch);
  await dropPaths(page, browser.table, [folder]);
  await browser.showTransfers();
  await expect(browser.transfers.getByText('200 files').first()).toBeVisible({ timeout: 120_000 });
  await expect(browser.transfers.getByText('Done', { exact: true })).toBeVisible({ timeout: 120_000 });

  const keys = new KeysPage(page);
  await keys.open();
  const pair = await keys.create({ name: 'reader', rights: ['Read'] });
  expect(await hashesOfBucket(s3Client(pair), volume)).toEqual(hashesBelow(folder));
});

test('killed in the middle of a drop and started again, the queue is there and finishes', async ({ app }, info) => {
  test.skip(isElectron(info), 'the process that is killed is the headless host');
  const { page } = app;
  const browser = new BrowserPage(page);
  await keepSecretsForThisSession(page);
  await browser.openVolume(volume);
  const folder = makeSampleFolder(app.scratch);
  await dropPaths(page, browser.table, [folder]);
  // Some files have arrived, most have not.
  await expect(browser.transfers.getByText(/[1-9][\d.,]* [KM]iB of/)).toBeVisible();
  await app.killAndRestart();
  await keepSecretsForThisSession(page);
  await browser.showTransfers();
  await expect(browser.transfers.getByText('Done', { exact: true })).toBeVisible({ timeout: 120_000 });

  const keys = new KeysPage(page);
  await keys.open();
  const pair = await keys.create({ name: 'reader', rights: ['Read'] });
  expect(await hashesOfBucket(s3Client(pair), volume)).toEqual(hashesBelow(folder));
});

test('a share link opens with no credentials, and answers 403 once it has expired', async ({ app }) => {
  test.setTimeout(240_000);
  const { page } = app;
  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  const file = join(app.scratch, 'offer ümläut 🚢.txt');
  writeFileSync(file, 'two nights, harbour view\n');
  await browser.upload(file);
  await browser.row('offer ümläut 🚢.txt').click();
  await page.getByRole('button', { name: 'Share', exact: true }).first().click();
  // A minute is the shortest life that the dialog takes; the rest is for filling it in.
  const link = await makeLinkUntil(page, new Date(Date.now() + 75_000));

  const open = await fetch(link);
  expect(open.status).toBe(200);
  expect(await open.text()).toBe('two nights, harbour view\n');

  const expires = expiryOf(link);
  expect(expires - Date.now()).toBeLessThan(80_000);
  await expect
    .poll(async () => (await fetch(link)).status, { timeout: expires - Date.now() + 10_000, intervals: [1000] })
    .toBe(403);
  expect(await (await fetch(link)).text()).toContain('<Code>AccessDenied</Code>');
});

test('a key with read rights reads, cannot write, and stops working the moment it is revoked', async ({ app }) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  const file = join(app.scratch, 'readme.txt');
  writeFileSync(file, 'hello');
  await browser.upload(file);
  await expect(browser.row('readme.txt')).toBeVisible();

  const keys = new KeysPage(page);
  await keys.open();
  const client = s3Client(await keys.create({ name: 'only reads', rights: ['Read'] }));
  const get = () => client.send(new GetObjectCommand({ Bucket: volume, Key: 'readme.txt' }));
  const body = await (await get()).Body?.transformToByteArray();
  expect(sha256(body ?? new Uint8Array())).toBe(sha256(Buffer.from('hello')));
  await expect(client.send(new PutObjectCommand({ Bucket: volume, Key: 'new.txt', Body: 'x' }))).rejects.toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
  await expect(keys.row('only reads')).toContainText('now');

  await keys.revoke('only reads');
  await expect(get()).rejects.toMatchObject({ name: 'InvalidAccessKeyId', $metadata: { httpStatusCode: 403 } });
});

test('a rotated key works with its new pair only', async ({ app }) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const before = s3Client(await keys.create({ name: 'rotating', rights: ['Read', 'Write'] }));
  const list = new ListObjectsV2Command({ Bucket: volume });
  await before.send(list);
  const after = s3Client(await keys.rotate('rotating'));
  expect((await after.send(list)).KeyCount).toBe(0);
  await expect(before.send(list)).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
});

/** The moment at which a presigned URL says that it ends. */
function expiryOf(link: string): number {
  const query = new URL(link).searchParams;
  const date = query.get('X-Amz-Date') ?? '';
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return Date.parse(iso) + Number(query.get('X-Amz-Expires')) * 1000;
}

async function makeLinkUntil(page: Page, until: Date): Promise<string> {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${until.getFullYear()}-${two(until.getMonth() + 1)}-${two(until.getDate())}`;
  const time = `${two(until.getHours())}:${two(until.getMinutes())}:${two(until.getSeconds())}`;
  const dialog = page.getByRole('dialog', { name: 'Share a link' });
  await dialog.getByRole('radio', { name: /^The local S3 server/ }).check({ force: true });
  await dialog.getByRole('button', { name: 'The link works for' }).click();
  await page.getByRole('option', { name: 'Until a date' }).click();
  await dialog.getByLabel('Until', { exact: true }).fill(`${day}T${time}`);
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  return dialog.getByRole('textbox', { name: 'Link' }).inputValue();
}
