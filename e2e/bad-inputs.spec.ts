import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropPaths } from './fixtures/drop.ts';
import { filesHolding } from './fixtures/home-files.ts';
import { bytesOf, keysOf, putAll, s3Client } from './fixtures/s3.ts';
import { sha256 } from './fixtures/sample-files.ts';
import { expect, isElectron, test } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { ConnectionPage } from './pages/connection-page.ts';
import { KeysPage } from './pages/keys-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';

const volume = 'my-files';

/** A server of this machine for as long as the work takes. */
async function withServer(answer: RequestListener, work: (endpoint: string) => Promise<void>): Promise<void> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test.describe('a connection that cannot work', () => {
  const typed = {
    name: 'archive in the harbour',
    accessKeyId: 'QSNOSUCHKEY0000000000',
    secretAccessKey: 'made-up-secret-7f3a91c4',
  };

  test('a wrong secret is told, nothing typed is lost and nothing is stored', async ({ app }) => {
    const { page } = app;
    await keepSecretsForThisSession(page);
    const keys = new KeysPage(page);
    await keys.open();
    const { endpoint, accessKeyId } = await keys.create({ name: 'reader', rights: ['Read'] });
    const connection = new ConnectionPage(page);
    await connection.open();
    await connection.fill({ ...typed, endpoint, accessKeyId });
    await connection.test();
    const alert = connection.dialog.getByRole('alert');
    await expect(alert).toContainText('The secret does not belong to this access key id');
    await expect(alert).toContainText('Copy the secret once more.');
    await alert.getByText('Details').click();
    await expect(alert).toContainText('SignatureDoesNotMatch');
    await expect(connection.field('Name')).toHaveValue(typed.name);
    await expect(connection.field('Endpoint address')).toHaveValue(endpoint);
    await expect(connection.field('Access key id')).toHaveValue(accessKeyId);
    await expect(connection.field('Secret access key')).toHaveValue(typed.secretAccessKey);
    await connection.dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('navigation', { name: 'Places' })).not.toContainText(typed.name);
    expect(filesHolding(app.home, [typed.secretAccessKey, typed.name])).toEqual([]);
  });

  test('an endpoint that does not answer is told with its address', async ({ app }) => {
    await keepSecretsForThisSession(app.page);
    let closed = '';
    await withServer(
      () => undefined,
      (endpoint) => {
        closed = endpoint;
        return Promise.resolve();
      },
    );
    const connection = new ConnectionPage(app.page);
    await connection.open();
    await connection.fill({ ...typed, endpoint: closed });
    await connection.test();
    const alert = connection.dialog.getByRole('alert');
    await expect(alert).toContainText('Nobody answers at', { timeout: 60_000 });
    await expect(alert).toContainText(new URL(closed).host);
    await expect(alert).toContainText('Is the server running?');
    await expect(connection.field('Secret access key')).toHaveValue(typed.secretAccessKey);
  });

  test('an endpoint that is a web site is told apart from a store', async ({ app }) => {
    await keepSecretsForThisSession(app.page);
    const connection = new ConnectionPage(app.page);
    await connection.open();
    await withServer(
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title><p>Hello');
      },
      async (endpoint) => {
        await connection.fill({ ...typed, endpoint });
        await connection.test();
        await expect(connection.dialog.getByRole('alert')).toContainText('is not an S3 endpoint', { timeout: 60_000 });
      },
    );
    await expect(connection.field('Secret access key')).toHaveValue(typed.secretAccessKey);
  });
});

test.describe('a full disk', () => {
  const canMount = process.platform === 'linux' && process.getuid?.() === 0;
  let home = '';
  test.use({
    startOptions: async ({ browserName }, use) => {
      home = mkdtempSync(join(tmpdir(), `quayside-small-disk-${browserName}-`));
      if (canMount) execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m', 'tmpfs', home]);
      try {
        await use({ home });
      } finally {
        if (canMount) execFileSync('umount', ['-l', home]);
        rmSync(home, { recursive: true, force: true });
      }
    },
  });

  test('stores nothing by halves, and the job goes on once there is room', async ({ app }, info) => {
    test.skip(isElectron(info), 'the upload is made by dropping, which cannot be done from outside Electron');
    test.skip(!canMount, 'a small file system can be mounted by root on Linux only');
    const { page } = app;
    await keepSecretsForThisSession(page);
    const browser = new BrowserPage(page);
    await browser.openVolume(volume);
    const small = join(app.scratch, 'kept.txt');
    writeFileSync(small, 'stored before');
    await browser.upload(small);
    await expect(browser.named('kept.txt')).toBeVisible();
    const keys = new KeysPage(page);
    await keys.open();
    const client = s3Client(await keys.create({ name: 'reader', rights: ['Read'] }));

    await browser.openVolume(volume);
    const large = join(app.scratch, 'large.bin');
    const bytes = randomBytes(60 * 1024 * 1024);
    writeFileSync(large, bytes);
    await browser.upload(large);
    await browser.showTransfers();
    const job = browser.transfers.getByRole('row', { name: /^large\.bin, / });
    await expect(job).toContainText('Waiting for free space', { timeout: 60_000 });
    await job.getByRole('button', { name: 'Show files: large.bin' }).click();
    await expect(browser.transfers.getByText('Free some space, then choose Resume.')).toBeVisible();
    expect(await keysOf(client, volume)).toEqual(['kept.txt']);
    expect(Buffer.from(await bytesOf(client, volume, 'kept.txt')).toString()).toBe('stored before');

    execFileSync('mount', ['-o', 'remount,size=400m', home]);
    await browser.transfers.getByRole('button', { name: 'Resume: large.bin' }).click();
    await expect(job).toContainText('Done', { timeout: 60_000 });
    expect(sha256(await bytesOf(client, volume, 'large.bin'))).toBe(sha256(bytes));
  });
});

test('a name that this file system cannot hold is told, and the others are saved', async ({ app }, info) => {
  test.skip(isElectron(info), 'the folder is chosen in the native dialog there');
  const { page } = app;
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const client = s3Client(await keys.create({ name: 'writer', rights: ['Read', 'Write'] }));
  const long = `${'é'.repeat(148)}.txt`;
  await putAll(client, volume, { [long]: 'long', 'short.txt': 'short' });

  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  await expect(browser.named('short.txt')).toBeVisible();
  await browser.table.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await browser.more(/^Save to a folder on/);
  const target = join(app.scratch, 'saved');
  mkdirSync(target);
  await browser.chooseFolder(target, 'Save here');
  await browser.showTransfers();
  const job = browser.transfers.getByRole('row').filter({ hasText: 'Failed' });
  await expect(job).toBeVisible({ timeout: 30_000 });
  await job.getByRole('button', { name: /^Show files/ }).click();
  await expect(browser.transfers.getByText('cannot exist on this file system').first()).toBeVisible();
  expect(readdirSync(target)).toEqual(['short.txt']);
  expect(readFileSync(join(target, 'short.txt'), 'utf8')).toBe('short');
});

test('a dropped file that vanishes is told, and the others arrive', async ({ app }, info) => {
  test.skip(isElectron(info), 'a native drop cannot be made from outside Electron');
  const { page } = app;
  await keepSecretsForThisSession(page);
  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  const files = ['first.txt', 'second.txt', 'gone.txt'].map((name) => join(app.scratch, name));
  const [first = '', second = '', gone = ''] = files;
  for (const file of files) writeFileSync(file, `of ${file.slice(-10)}`);
  await browser.upload(first);
  await expect(browser.named('first.txt')).toBeVisible();
  writeFileSync(first, 'the newer first');
  // The question about the taken name holds the drop back until the file is gone.
  await dropPaths(page, browser.table, [first, gone, second]);
  const question = page.getByRole('dialog', { name: 'A name is taken' });
  await question.getByRole('radio', { name: /^Replace The new/ }).check({ force: true });
  rmSync(gone);
  await question.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('“gone.txt” was gone before it could be read.')).toBeVisible();
  await expect(browser.named('second.txt')).toBeVisible();
  await expect(browser.named('gone.txt')).toBeHidden();
  const keys = new KeysPage(page);
  await keys.open();
  const client = s3Client(await keys.create({ name: 'reader', rights: ['Read'] }));
  await expect.poll(() => keysOf(client, volume)).toEqual(['first.txt', 'second.txt']);
  expect(Buffer.from(await bytesOf(client, volume, 'first.txt')).toString()).toBe('the newer first');
});

test('a volume name that cannot be, and one that is taken', async ({ app }) => {
  const { page } = app;
  await page.getByRole('button', { name: 'Actions for This computer' }).click();
  await page.getByRole('menuitem', { name: 'New volume…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New volume on this machine' });
  const name = dialog.getByRole('textbox', { name: 'Name' });
  const create = dialog.getByRole('button', { name: 'Create' });
  for (const [typed, sentence] of [
    ['', 'Enter a name.'],
    ['ab', 'Use 3 to 63 characters.'],
    ['Data_Sets', 'Use lower-case letters, digits, hyphens and dots only.'],
    ['192.168.0.1', 'A name may not look like an IP address.'],
    ['xn--data', 'Names of this form are reserved.'],
  ] as const) {
    await name.fill(typed);
    await create.click();
    await expect(dialog).toContainText(sentence);
  }
  await name.fill(volume);
  await create.click();
  await expect(dialog.getByRole('alert')).toContainText(`The name ${volume} is taken`);
  await expect(name).toHaveValue(volume);
  await name.fill('fresh-volume');
  await create.click();
  await expect(page.getByRole('grid', { name: 'Contents of fresh-volume' })).toBeVisible();
});

test('a rename onto a taken name leaves both as they are', async ({ app }) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const client = s3Client(await keys.create({ name: 'writer', rights: ['Read', 'Write'] }));
  await putAll(client, volume, { 'a.txt': 'of a', 'b.txt': 'of b' });
  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  await browser.named('a.txt').click();
  await page.keyboard.press('F2');
  const field = browser.table.getByRole('textbox', { name: 'New name' });
  await field.fill('with/slash');
  await expect(browser.table.getByRole('alert')).toContainText('A name cannot hold “/”');
  await field.fill('b.txt');
  await field.press('Enter');
  await expect(page.getByText('There is already something named b.txt')).toBeVisible();
  await expect(browser.named('a.txt')).toBeVisible();
  await expect(browser.table).toBeFocused();
  expect(Buffer.from(await bytesOf(client, volume, 'a.txt')).toString()).toBe('of a');
  expect(Buffer.from(await bytesOf(client, volume, 'b.txt')).toString()).toBe('of b');
});

test('hostile names are shown, and run and turn nothing', async ({ app }) => {
  const { page } = app;
  let ran = 0;
  page.on('dialog', async (dialog) => {
    ran += 1;
    await dialog.dismiss();
  });
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const client = s3Client(await keys.create({ name: '<b onmouseover=alert(1)>', rights: ['Read', 'Write', 'Delete'] }));
  const image = '<img src=x onerror=alert(1)>.png';
  const long = 'n'.repeat(996) + '.txt';
  await putAll(client, volume, {
    [image]: 'no picture',
    'invoice\u202Efdp.exe': 'turned around',
    'bell\u0007and\u001B[31mred.txt': 'controls',
    [long]: 'long',
    '"><svg onload=alert(1)>.txt': 'script',
  });
  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  const shown = ['<img src=x onerror=alert(1)>.png', '"><svg onload=alert(1)>.txt', 'bell␇and␛[31mred.txt', long];
  for (const name of shown) await expect(browser.named(name)).toBeVisible();
  await expect(browser.table.getByText(/U\+202E/).first()).toBeAttached();
  expect(await browser.table.evaluate((grid) => (grid.textContent ?? '').includes('\u202E'))).toBe(false);
  // The page stays as wide as the window.
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

  for (const name of shown) {
    await browser.named(name).click();
    await expect(page.getByRole('complementary', { name: 'Details' })).toContainText(name.slice(0, 20));
  }
  await browser.named(image).click();
  await page.getByRole('button', { name: 'Share', exact: true }).first().click();
  const share = page.getByRole('dialog', { name: 'Share a link' });
  await expect(share).toContainText(image);
  await share.getByRole('button', { name: 'Cancel' }).click();
  await browser.table.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  const remove = page.getByRole('alertdialog');
  await expect(remove).toContainText(image);
  await remove.getByRole('button', { name: 'Delete' }).click();
  await browser.showTransfers();
  await expect(browser.transfers.getByText('Done', { exact: true })).toBeVisible();
  await expect(page.getByText('Nothing here yet')).toBeVisible();
  expect(await page.locator('img[src=x], svg[onload], script:not([src])').count()).toBe(0);
  expect(ran).toBe(0);
});
