import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { graveViolations } from './fixtures/grave-violations.ts';
import { expect, test } from './fixtures/test.ts';
import { startRehearsal } from './fixtures/rehearsal.ts';
import { putAll, s3Client } from './fixtures/s3.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { ConnectionPage } from './pages/connection-page.ts';
import { KeysPage } from './pages/keys-page.ts';
import { LinksPage } from './pages/links-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';

const volume = 'my-files';
const hostile = '<img src=x onerror=alert(1)>.txt';
const own = /^Quayside, from this computer/;

test('a link that Quayside serves: counted, ended, and refused on the next request', async ({ app }) => {
  const { page } = app;
  const browser = new BrowserPage(page);
  const links = new LinksPage(page);
  await browser.openVolume(volume);
  const file = join(app.scratch, 'offer ümläut 🚢.txt');
  writeFileSync(file, 'two nights, harbour view\n');
  await browser.upload(file);
  await browser.row('offer ümläut 🚢.txt').click();
  await links.share(own);
  await expect(links.dialog.getByRole('status').first()).toContainText('It will work until');
  expect(await graveViolations(page)).toEqual([]);
  const url = await links.make();
  expect(await graveViolations(page)).toEqual([]);
  await links.close();
  const open = await fetch(url);
  expect([open.status, await open.text()]).toEqual([200, 'two nights, harbour view\n']);
  expect((await fetch(url)).status).toBe(200);

  await links.open();
  await expect(links.row('offer ümläut')).toContainText('2');
  expect(await graveViolations(page)).toEqual([]);
  await app.restart();
  await expect(links.row('offer ümläut')).toBeVisible();
  expect((await fetch(url)).status).toBe(200);
  await links.act('offer ümläut 🚢.txt', /^End it now/);
  await links.confirm('End the link');
  await expect(links.row('offer ümläut')).toContainText('Ended');
  expect((await fetch(url)).status).toBe(404);
});

test('a folder is one page in a browser that has no network: hostile names are inert in it', async ({
  app,
  browser,
}) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const client = s3Client(await keys.create({ name: 'seed', rights: ['Read', 'Write'] }));
  await putAll(client, volume, { [`docs/${hostile}`]: 'inert', 'docs/deep/plan.txt': 'the plan' });
  const objects = new BrowserPage(page);
  const links = new LinksPage(page);
  await objects.openVolume(volume);
  await objects.named('docs').click();
  await links.share(own);
  const url = await links.make();

  const context = await browser.newContext();
  const asked: string[] = [];
  const reader = await context.newPage();
  reader.on('request', (request) => asked.push(request.url()));
  reader.on('dialog', () => asked.push('a dialog was opened'));
  await reader.goto(url);
  await expect(reader.getByRole('link')).toHaveCount(2);
  await expect(reader.getByRole('link', { name: hostile })).toBeVisible();
  expect(asked).toEqual([url]);
  expect(await graveViolations(reader)).toEqual([]);
  const target = await reader.getByRole('link', { name: 'deep/plan.txt' }).getAttribute('href');
  expect(await (await fetch(new URL(target ?? '', url))).text()).toBe('the plan');
  await context.close();
});

test('somebody is asked for a file, sends it from a page, and no second one', async ({ app, browser }) => {
  const { page } = app;
  const links = new LinksPage(page);
  const objects = new BrowserPage(page);
  await objects.openVolume(volume);
  await objects.more('Ask for a file…');
  await links.choose(links.ask, own);
  await links.ask.getByRole('textbox', { name: /^Password/ }).fill('anchor up');
  expect(await graveViolations(page)).toEqual([]);
  const url = await links.make(links.ask);
  await links.close(links.ask);

  const context = await browser.newContext();
  const sender = await context.newPage();
  await sender.goto(url);
  expect(await graveViolations(sender)).toEqual([]);
  await sender.getByLabel('Password').fill('anchor up');
  await sender.getByRole('button', { name: 'Open' }).click();
  const file = join(app.scratch, 'signed contract.txt');
  writeFileSync(file, 'signed');
  await sender.getByLabel('File').setInputFiles(file);
  expect(await graveViolations(sender)).toEqual([]);
  await sender.getByRole('button', { name: 'Send' }).click();
  await expect(sender.getByText('signed contract.txt has arrived')).toBeVisible();
  expect((await sender.reload())?.status()).toBe(410);
  await context.close();
  await page.keyboard.press('F5');
  await expect(objects.named('signed contract.txt')).toBeVisible();
  await links.open();
  await expect(links.table).toContainText('signed contract.txt');
});

test('a store’s own links: signed, as a page with a form beside the files, and searched for', async ({
  app,
  browser,
}) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const store = await startRehearsal(['--bucket', 'wharf']);
  try {
    await putAll(s3Client(store), 'wharf', { 'a.txt': 'from the wharf', 'b.txt': 'more' });
    const connection = new ConnectionPage(page);
    await connection.open();
    await connection.fill({ ...store, name: 'Wharf' });
    await connection.dialog.getByRole('button', { name: /^(Add|Save)/ }).click();
    await connection.dialog.waitFor({ state: 'hidden' });
    const objects = new BrowserPage(page);
    const links = new LinksPage(page);
    const places = page.getByRole('navigation', { name: 'Places' });
    const wharf = places.getByRole('link', { name: 'wharf', exact: true });
    if (!(await wharf.isVisible())) await places.getByRole('button', { name: /Wharf/ }).first().click();
    await objects.openVolume('wharf');
    await objects.named('a.txt').click();
    await links.share(/^Wharf/);
    const signed = await links.make();
    await links.close();
    expect(await (await fetch(signed)).text()).toBe('from the wharf');

    await objects.more('Ask for a file…');
    await links.choose(links.ask, /^Wharf/);
    const form = await links.make(links.ask);
    await links.close(links.ask);
    const context = await browser.newContext();
    const sender = await context.newPage();
    // Our own server lets no page of an object run a script, as other stores do: the same bytes, without its policy.
    const html = await (await fetch(form)).text();
    await sender.route(form, (route) => route.fulfill({ body: html, contentType: 'text/html' }));
    await sender.goto(form);
    const file = join(app.scratch, 'by form.txt');
    writeFileSync(file, 'formed');
    await sender.getByLabel('File').setInputFiles(file);
    await sender.getByRole('button', { name: 'Send' }).click();
    await expect(sender.getByText('by form.txt has arrived')).toBeVisible();
    await context.close();

    await links.open();
    await expect(links.table.getByRole('row')).toHaveCount(3);
    await page.getByRole('searchbox', { name: 'Find a link' }).fill('wharf a.txt');
    await expect(links.table.getByRole('row')).toHaveCount(2);
    await page.getByRole('button', { name: 'Actions for a.txt', exact: true }).click();
    await expect(page.getByRole('menuitem', { name: /^End it now/ })).toContainText(
      'Only revoking the key REHEARSALKEY',
    );
    await page.keyboard.press('Escape');
    await links.act('a.txt', /^Show the link/);
    await expect(page.getByRole('img', { name: 'QR code of the link to a.txt' })).toBeVisible();
  } finally {
    await store.stop();
  }
});
