import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateMultipartUploadCommand, DeleteObjectCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { expectAccessible } from './fixtures/axe.ts';
import { dropPaths } from './fixtures/drop.ts';
import { bytesOf, keysOf, putAll, s3Client } from './fixtures/s3.ts';
import { expect, isElectron, test, type App } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { ConnectionPage } from './pages/connection-page.ts';
import { KeysPage } from './pages/keys-page.ts';
import { TransfersPage } from './pages/transfers-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';

const volume = 'my-files';

test.beforeEach(({ app: _app }, info) => {
  test.skip(isElectron(info), 'files come in by dropping and by the dialog of a browser here');
});

/** The window on an open volume, and another client of the same store. */
async function start(app: App): Promise<{ browser: BrowserPage; transfers: TransfersPage; client: S3Client }> {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const client = s3Client(await keys.create({ name: 'other client', rights: ['Read', 'Write', 'Delete'] }));
  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  return { browser, transfers: new TransfersPage(page), client };
}

function files(app: App, contents: Readonly<Record<string, string | Buffer>>): string[] {
  return Object.entries(contents).map(([name, content]) => {
    const path = join(app.scratch, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    return path;
  });
}
const text = async (client: S3Client, key: string) => Buffer.from(await bytesOf(client, volume, key)).toString();

test('names that are taken are asked about with both sides, one by one and for the rest', async ({ app }) => {
  const { page } = app;
  const { browser, transfers, client } = await start(app);
  await putAll(client, volume, { 'in/a.txt': 'old a', 'in/b.txt': 'old b', 'in/c.txt': 'old c' });
  await page.reload();
  await expect(browser.named('in')).toBeVisible();

  // Onto a folder that is not open: what is in it is not known, and nothing of it may be replaced unasked.
  const paths = files(app, { 'a.txt': 'new', 'b.txt': 'new', 'c.txt': 'new', 'd.txt': 'new' });
  await dropPaths(page, browser.named('in'), paths);
  const reason = transfers.region.getByText(/3 names are taken/);
  await expect(reason.first()).toBeVisible();
  expect(await text(client, 'in/a.txt')).toBe('old a');
  await transfers.region.getByRole('button', { name: 'Answer…' }).click();
  const dialog = transfers.dialog(/^Names that are taken/);
  const row = dialog.getByRole('row', { name: 'a.txt' });
  await expect(row).toContainText('3 B');
  await expect(row).toContainText('5 B');
  await expectAccessible(page, 'the question about names');
  await row.getByRole('button', { name: 'Decide' }).click();
  await page.getByRole('menuitem', { name: 'Replace', exact: true }).click();
  await expect(dialog.getByRole('row')).toHaveCount(2);
  await dialog.getByRole('button', { name: 'Apply to all 2' }).click();
  await expect(dialog).toBeHidden();

  await transfers.open();
  await expect(transfers.list.getByText('Done', { exact: true })).toBeVisible();
  expect((await keysOf(client, volume, 'in/')).sort()).toEqual(
    ['in/a.txt', 'in/b (2).txt', 'in/b.txt', 'in/c (2).txt', 'in/c.txt', 'in/d.txt'].sort(),
  );
  expect([await text(client, 'in/a.txt'), await text(client, 'in/b.txt')]).toEqual(['new', 'old b']);
  // The list of files tells what became of each name.
  await transfers.list.getByRole('button', { name: /^Show files/ }).click();
  await expect(transfers.region.getByTitle('Saved as b (2).txt')).toBeVisible();
  await expectAccessible(page, 'the drawer with files');
});

test('the queue is put in order, paused, limited, searched and cancelled', async ({ app }) => {
  const { page } = app;
  const { browser, transfers } = await start(app);
  await transfers.limitUpload('0.1');
  await expect(transfers.region.getByRole('button', { name: /102 KiB\/s/ })).toBeVisible();
  for (const name of ['one.bin', 'two.bin', 'three.bin']) {
    await browser.upload(files(app, { [name]: randomBytes(6_000_000) }));
    // Each is in the queue before the next one comes.
    await transfers.open();
    await expect(transfers.row(name)).toBeVisible();
  }
  expect(await transfers.titles()).toEqual(['one.bin', 'two.bin', 'three.bin']);

  await transfers.row('three.bin').focus();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => transfers.titles()).toEqual(['one.bin', 'three.bin', 'two.bin']);
  await expect(transfers.row('three.bin')).toBeFocused();
  await expect(transfers.region.getByText('Now 2 of 3')).toBeAttached();
  await transfers.menu('two.bin', 'Move to the top');
  await expect.poll(() => transfers.titles()).toEqual(['two.bin', 'one.bin', 'three.bin']);
  await transfers.row('two.bin').dragTo(transfers.row('three.bin'), { targetPosition: { x: 200, y: 45 } });
  await expect.poll(() => transfers.titles()).toEqual(['one.bin', 'three.bin', 'two.bin']);

  await transfers.region.getByRole('button', { name: 'Pause all' }).click();
  await expect(transfers.list.getByText('Paused', { exact: true })).toHaveCount(3);
  await expectAccessible(page, 'a paused queue');
  await transfers.region.getByRole('button', { name: 'Resume all' }).click();
  await expect(transfers.list.getByText('Paused', { exact: true })).toHaveCount(0);
  await transfers.region.getByRole('searchbox', { name: 'Search transfers' }).fill('THREE');
  await expect.poll(() => transfers.titles()).toEqual(['three.bin']);
  await transfers.region.getByRole('searchbox', { name: 'Search transfers' }).fill('');

  await transfers.queueMenu('Cancel all');
  const sure = page.getByRole('alertdialog', { name: 'Cancel all 3 transfers?' });
  await sure.getByRole('button', { name: 'Cancel all' }).click();
  await expect(transfers.list.getByText('Cancelled', { exact: true })).toHaveCount(3);
  await transfers.region.getByRole('radio', { name: 'Completed' }).check({ force: true });
  await expect(transfers.region.getByText('No transfer is in this state.')).toBeVisible();
  await transfers.region.getByRole('radio', { name: /^All/ }).check({ force: true });
  await transfers.limitUpload('');
  await transfers.region.getByRole('button', { name: 'Clear ended' }).click();
  await expect(transfers.region.getByText('Nothing has been transferred yet')).toBeVisible();
});

test('a receipt proves what was delivered, notices what is gone, and is exported', async ({ app }) => {
  const { page } = app;
  const { browser, transfers, client } = await start(app);
  await browser.upload(files(app, { 'kept.txt': 'kept', 'lost.txt': 'lost' }));
  await transfers.open();
  await expect(transfers.list.getByText('Done', { exact: true })).toBeVisible();
  const title = (await transfers.titles())[0] ?? '';
  await transfers.menu(title, 'Receipt…');
  const receipt = transfers.dialog(/^Receipt:/);
  await expect(receipt).toContainText('2 of 2 found at the target');
  await expect(receipt.getByRole('row', { name: 'kept.txt' })).toContainText('CRC-');
  await expectAccessible(page, 'a receipt');

  const exported = async (button: string) => {
    const download = page.waitForEvent('download');
    await receipt.getByRole('button', { name: button }).click();
    return readFileSync(await (await download).path(), 'utf8');
  };
  const json: unknown = JSON.parse(await exported('Export JSON'));
  expect(json).toMatchObject({ format: 'quayside-receipt-1', files: [{ size: 4 }, { size: 4 }] });
  const csv = await exported('Export CSV');
  expect(csv.split('\r\n')).toHaveLength(4);
  expect(csv).toContain('kept.txt,kept.txt,,4,');

  const verify = async (how: RegExp) => {
    await receipt.getByRole('button', { name: 'Verify again' }).click();
    await page.getByRole('menuitem', { name: how }).click();
  };
  await verify(/^Read every byte back/);
  await expect(receipt).toContainText('All 2 are intact.');
  await client.send(new DeleteObjectCommand({ Bucket: volume, Key: 'lost.txt' }));
  await verify(/^Ask the target/);
  await expect(receipt).toContainText('1 of 2 are not as they were delivered');
  await expect(receipt).toContainText('lost.txt');
});

test('forgotten uploads of others are shown and ended; one of ours is kept', async ({ app }) => {
  const { page } = app;
  const { browser, transfers, client } = await start(app);
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket: volume, Key: 'forgotten.iso' }));
  const part = { Bucket: volume, Key: 'forgotten.iso', UploadId, PartNumber: 1 };
  await client.send(new UploadPartCommand({ ...part, Body: randomBytes(5 * 1024 * 1024) }));
  await transfers.limitUpload('0.2');
  await browser.upload(files(app, { 'ours.bin': randomBytes(12_000_000) }));
  await transfers.open();
  await expect(transfers.row('ours.bin')).toContainText('Uploading');
  const dialog = transfers.dialog('Forgotten uploads');
  await transfers.queueMenu('Forgotten uploads…');
  // Ours is there as soon as its bytes are on their way to the store.
  await expect(async () => {
    await dialog.getByRole('button', { name: 'Look again' }).click();
    await expect(dialog.getByRole('row', { name: /ours\.bin/ })).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect(dialog.getByRole('row', { name: /forgotten\.iso/ })).toContainText('5 MiB');
  await expect(dialog.getByRole('row', { name: /forgotten\.iso/ })).toContainText('Of no transfer here');
  await expect(dialog.getByRole('row', { name: /ours\.bin/ })).toContainText('Ours, goes on');
  await expectAccessible(page, 'forgotten uploads');
  await dialog.getByRole('checkbox', { name: /^Select all/ }).check({ force: true });
  await dialog.getByRole('button', { name: 'End 1 upload…' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'End them' }).click();
  await expect(dialog).toContainText('1 upload was ended');
  await expect(dialog.getByRole('row', { name: /forgotten\.iso/ })).toBeHidden();
  await expect(dialog.getByRole('row', { name: /ours\.bin/ })).toBeVisible();
});

test('a name that is taken in a folder of this machine is asked about at the foot of the window', async ({ app }) => {
  const { page } = app;
  const { browser, transfers } = await start(app);
  const [here = ''] = files(app, { 'here.txt': 'here' });
  const folder = join(app.scratch, 'into');
  mkdirSync(folder);
  await browser.upload(here);
  await expect(browser.named('here.txt')).toBeVisible();
  // The chosen folder goes before the download begins: nothing can be written there.
  await browser.table.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await browser.more(/^Save to a folder on/);
  writeFileSync(join(folder, 'here.txt'), 'mine');
  utimesSync(join(folder, 'here.txt'), new Date(1000), new Date(1000));
  await browser.chooseFolder(folder, 'Save here');
  await expect(transfers.region.getByText('here.txt: 1 name is taken')).toBeVisible();
  await expect(transfers.region.getByRole('button', { name: '1 needs you' })).toBeVisible();
  expect(readFileSync(join(folder, 'here.txt'), 'utf8')).toBe('mine');
  await transfers.region.getByRole('button', { name: 'Answer…' }).click();
  await transfers
    .dialog(/^Names that are taken/)
    .getByRole('button', { name: 'Apply' })
    .click();
  await expect.poll(() => readdirSync(folder).sort()).toEqual(['here (2).txt', 'here.txt']);
  expect(readFileSync(join(folder, 'here (2).txt'), 'utf8')).toBe('here');
});

test('a transfer that cannot go on says why at the foot of the window, with the button that mends it', async ({
  app,
}) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const pair = await keys.create({ name: 'short-lived', rights: ['Read', 'Write'] });
  const connection = new ConnectionPage(page);
  await connection.open();
  await connection.fill({ name: 'Elsewhere', ...pair });
  await connection.test();
  await connection.dialog.getByRole('button', { name: 'Save connection' }).click();
  await connection.dialog.waitFor({ state: 'hidden' });
  const places = page.getByRole('navigation', { name: 'Places' });
  await places.getByText('Elsewhere', { exact: true }).click();
  await places.getByRole('link', { name: volume, exact: true }).nth(1).click();
  const browser = new BrowserPage(page);
  await expect(page.getByText('Nothing here yet')).toBeVisible();
  const transfers = new TransfersPage(page);
  await transfers.limitUpload('0.01');
  const many = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`reports/${i}.bin`, randomBytes(4000)]));
  files(app, many);
  await dropPaths(page, browser.table, [join(app.scratch, 'reports')]);
  await expect(transfers.region.getByText('1 transfer', { exact: true })).toBeVisible();
  await keys.open();
  await keys.revoke('short-lived');

  await expect(transfers.region.getByText('reports: The store does not know this access key')).toBeVisible();
  await expect(transfers.region.getByRole('button', { name: '1 needs you' })).toBeVisible();
  await expectAccessible(page, 'a failure at the foot');
  await transfers.region.getByRole('button', { name: 'Edit connection' }).click();
  await expect(page.getByRole('dialog', { name: /Elsewhere|Another S3 endpoint/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await transfers.region.getByRole('button', { name: '1 needs you' }).click();
  await expect(transfers.row('reports')).toContainText('Waiting for a working key');
  await expect(transfers.row('reports')).toContainText(/tries again in \d+ s|trying again now/);
});

test('limits follow a schedule, which can be put aside for now', async ({ app }) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const transfers = new TransfersPage(page);
  await transfers.region.getByRole('button', { name: /^Speed limits/ }).click();
  await transfers.dialog('Speed limits').getByRole('button', { name: 'Hours and days in the settings…' }).click();
  await page.getByRole('button', { name: 'Add hours' }).click();
  const hours = page.getByRole('group', { name: 'Hours 1', exact: true });
  await hours.getByRole('button', { name: 'Saturday' }).click();
  await hours.getByRole('button', { name: 'Sunday' }).click();
  const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toTimeString().slice(0, 5);
  await hours.getByLabel('From').fill(at(-60));
  await hours.getByLabel('To').fill(at(120));
  await hours.getByRole('textbox', { name: /^Upload limit/ }).fill('0.25');
  await expectAccessible(page, 'the settings with hours');
  const shown = transfers.region.getByRole('button', { name: /^Speed limits/ });
  await expect(shown).toContainText('256 KiB/s');
  await shown.click();
  const speed = transfers.dialog('Speed limits');
  await expect(speed).toContainText('The schedule holds now: 256 KiB/s up, No limit down.');
  await expectAccessible(page, 'the limits');
  await speed.getByRole('button', { name: 'Put the schedule aside until then' }).click();
  await expect(speed).toContainText('The schedule is put aside until');
  await speed.getByRole('button', { name: 'Follow the schedule again' }).click();
  await expect(speed).toContainText('The schedule holds now');
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(shown).toContainText('256 KiB/s');
  await page.getByRole('button', { name: 'Remove hours 1' }).click();
  await expect(shown).not.toContainText('KiB/s');
});
