import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import type { Page } from '@playwright/test';
import { graveViolations } from './fixtures/grave-violations.ts';
import { expect, test } from './fixtures/test.ts';
import { startRehearsal, type Rehearsal } from './fixtures/rehearsal.ts';
import { putAll, s3Client } from './fixtures/s3.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { ConnectionPage } from './pages/connection-page.ts';
import { KeysPage } from './pages/keys-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';
import { WizardPage } from './pages/wizard-page.ts';

const volume = 'my-files';

async function connect(page: Page, name: string, store: Rehearsal): Promise<void> {
  const connection = new ConnectionPage(page);
  await connection.open();
  await connection.fill({ ...store, name });
  await connection.dialog.getByRole('button', { name: /^(Add|Save)/ }).click();
  await connection.dialog.waitFor({ state: 'hidden' });
}

test('a local key: rotated with an overlap, refused once the overlap is ended', async ({ app }) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const before = s3Client(await keys.create({ name: 'rotating', rights: ['Read'] }));
  const list = new ListObjectsV2Command({ Bucket: volume });
  await before.send(list);
  await page.getByRole('button', { name: 'Actions for rotating' }).click();
  await page.getByRole('menuitem', { name: 'Rotate' }).click();
  const alert = page.getByRole('alertdialog');
  await alert.getByRole('button', { name: /The old pair goes on working/ }).click();
  await page.getByRole('option', { name: 'For 1 hour' }).click();
  expect(await graveViolations(page)).toEqual([]);
  await alert.getByRole('button', { name: 'Rotate the key' }).click();
  const after = s3Client(await keys.takeSecret());
  await after.send(list);
  await before.send(list);
  await expect(keys.row('rotating')).toContainText('old pair ends');
  await page.getByRole('button', { name: 'Actions for rotating' }).click();
  await page.getByRole('menuitem', { name: 'Refuse the old pair now' }).click();
  await expect(keys.row('rotating')).not.toContainText('old pair ends');
  await expect(before.send(list)).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
  await after.send(list);
});

test('a key is replaced everywhere after a test, and put back again', async ({ app }) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const store = await startRehearsal(['--bucket', 'wharf'], ['NEXTKEY:the-next-secret']);
  try {
    await putAll(s3Client(store), 'wharf', { 'a.txt': 'hello' });
    await connect(page, 'Wharf', store);
    await connect(page, 'Wharf again', store);
    const keys = new KeysPage(page);
    await keys.open();
    const saved = page.getByRole('table', { name: 'Keys of your connections' });
    await expect(saved.getByRole('row', { name: 'Wharf again' })).toContainText('in 2 connections');
    await page.getByRole('button', { name: 'Replace the key of Wharf', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Replace this key everywhere' });
    await expect(dialog.getByRole('checkbox')).toHaveCount(2);
    expect(await graveViolations(page)).toEqual([]);
    await dialog.getByRole('textbox', { name: 'New access key id' }).fill('NEXTKEY');
    await dialog.getByLabel('New secret access key').fill('mistyped');
    await dialog.getByRole('button', { name: 'Test and replace in 2' }).click();
    await expect(dialog.getByText('Nothing was changed: the new pair was refused.')).toBeVisible();
    await expect(saved.getByRole('row', { name: 'REHEARSALKEY' })).toHaveCount(2);

    await dialog.getByLabel('New secret access key').fill('the-next-secret');
    await dialog.getByRole('button', { name: 'Test and replace in 2' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await expect(saved.getByRole('row', { name: 'NEXTKEY' })).toHaveCount(2);
    expect(await graveViolations(page)).toEqual([]);
    const places = page.getByRole('navigation', { name: 'Places' });
    const wharf = places.getByRole('link', { name: 'wharf', exact: true }).first();
    if (!(await wharf.isVisible())) await places.getByRole('button', { name: /Wharf/ }).first().click();
    await wharf.click();
    await expect(new BrowserPage(page).named('a.txt')).toBeVisible();

    await keys.open();
    await page.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(saved.getByRole('row', { name: 'REHEARSALKEY' })).toHaveCount(2);
    await expect(page.getByRole('button', { name: 'Undo', exact: true })).toBeHidden();
  } finally {
    await store.stop();
  }
});

test('Runsite’s keys: made, rotated and revoked over its API, with the token in no page', async ({ app }) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const store = await startRehearsal(['--profile', 'runsite', '--bucket', 'uploads', '--management-port', '0']);
  try {
    await putAll(s3Client(store), 'uploads', { 'a.txt': 'hello' });
    const wizard = new WizardPage(page, 'Runsite Object Storage');
    await wizard.open();
    await wizard.otherAddress(store.endpoint, store.region);
    await wizard.field('Name').fill('Site');
    await wizard.field('Access key id').fill(store.accessKeyId);
    await wizard.field('Secret access key').fill(store.secretAccessKey);
    await wizard.testAndSave();
    const keys = new KeysPage(page);
    await keys.open();
    await page.getByRole('button', { name: 'Actions for the key of Site' }).click();
    await page.getByRole('menuitem', { name: /^Keys and API/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Keys and API of Site' });
    await dialog.getByRole('textbox', { name: 'Address of the API' }).fill(store.management);
    await dialog.getByLabel('API token').fill(store.token);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByRole('button', { name: 'New key at the store' }).click();
    const create = page.getByRole('dialog', { name: 'New key at the store' });
    await create.getByRole('textbox', { name: 'Name' }).fill('ci');
    expect(await graveViolations(page)).toEqual([]);
    await create.getByRole('button', { name: 'Make the key' }).click();
    const first = await keys.takeSecret();
    const s3 = s3Client(first);
    const get = new GetObjectCommand({ Bucket: 'uploads', Key: 'a.txt' });
    await s3.send(get);
    expect(await graveViolations(page)).toEqual([]);
    expect(await page.content()).not.toContain(first.secretAccessKey);
    expect(await page.content()).not.toContain(store.token);

    const act = async (action: RegExp, confirm: string) => {
      await dialog.getByRole('button', { name: 'Actions for ci' }).first().click();
      await page.getByRole('menuitem', { name: action }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: confirm }).click();
    };
    await act(/^Rotate/, 'Rotate the key');
    await keys.takeSecret();
    await expect(dialog.getByRole('row', { name: /^ci / })).toHaveCount(2);
    await s3.send(get);
    await act(/^Revoke/, 'Revoke the key');
    await expect(dialog.getByRole('row', { name: /^ci / })).toHaveCount(1);
    await expect(s3.send(get)).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
  } finally {
    await store.stop();
  }
});

test('settings for other tools are written with the secret into a file of the machine, and not into the page', async ({
  app,
}) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const pair = await keys.create({ name: 'exported', rights: ['Read'] });
  await page.getByRole('button', { name: 'Actions for exported' }).click();
  await page.getByRole('menuitem', { name: 'How to use it' }).click();
  const dialog = page.getByRole('dialog', { name: 'Use the key of “exported” with other tools' });
  await dialog.getByText('Nothing here can ask again who you are').waitFor();
  expect(await graveViolations(page)).toEqual([]);
  for (const tool of ['AWS profile', 'AWS CLI', 'boto3', 'rclone', 's3cmd', 'Environment']) {
    await dialog.getByText(tool, { exact: true }).click();
    await expect(dialog.getByRole('textbox', { name: `Settings for ${tool}` })).toHaveValue(
      new RegExp(pair.accessKeyId),
    );
  }
  await expect(dialog.getByRole('textbox', { name: 'Settings for Environment' })).toHaveValue(/YOUR-SECRET-KEY/);
  await dialog.getByRole('button', { name: 'Save with the secret…' }).click();
  const folder = page.getByRole('dialog', { name: 'Where should the file go?' });
  await folder.getByRole('textbox').first().fill(app.scratch);
  await page.keyboard.press('Enter');
  await folder.getByRole('button', { name: 'Save here' }).click();
  await expect(page.getByText('readable by you alone').first()).toBeVisible();
  const { readFileSync, statSync } = await import('node:fs');
  const path = `${app.scratch}/quayside-environment.sh`;
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, 'utf8')).toContain(`AWS_SECRET_ACCESS_KEY=${pair.secretAccessKey}`);
  expect(await page.content()).not.toContain(pair.secretAccessKey);
});
