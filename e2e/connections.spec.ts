import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expectAccessible } from './fixtures/axe.ts';
import { filesHolding } from './fixtures/home-files.ts';
import { startProfileStore } from './fixtures/profile-store.ts';
import { expect, isElectron, test as base } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';
import { WizardPage } from './pages/wizard-page.ts';

const key = { accessKeyId: 'FIRSTKEY', secretAccessKey: 'canary-first-secret' };

/** A home of this test alone for what other programs keep. */
const test = base.extend<{ userHome: string }>({
  userHome: async ({ browserName }, use) => {
    const folder = mkdtempSync(join(tmpdir(), `quayside-e2e-${browserName}-`));
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  startOptions: async ({ userHome }, use) => {
    await use({ env: { HOME: userHome, AWS_CONFIG_FILE: undefined, AWS_SHARED_CREDENTIALS_FILE: undefined } });
  },
});
test.beforeEach(({ browserName: _browser }, info) => {
  test.skip(isElectron(info), 'the home of other programs is set for the headless host only');
});

test('the doctor names what is wrong, and one press mends it: region, stray space, addressing', async ({ app }) => {
  const { page } = app;
  page.setDefaultTimeout(20_000);
  const store = await startProfileStore({
    profile: 'runpod',
    folder: join(app.scratch, 'store'),
    keys: [key],
    disk: 'vol-1',
  });
  try {
    await keepSecretsForThisSession(page);
    const wizard = new WizardPage(page, 'Runpod network volume');
    await wizard.open();
    await wizard.otherAddress(store.endpoint, 'eu-ro-1');
    await wizard.field('Access key id').fill(key.accessKeyId);
    await wizard.field('Secret access key').fill(`${key.secretAccessKey.slice(0, 6)} ${key.secretAccessKey.slice(6)}`);
    await wizard.test();
    const said = wizard.dialog.getByRole('alert');
    await expect(said).toContainText('The store expects the region EU-RO-1');
    await expectAccessible(page, 'the doctor');
    await said.getByRole('button', { name: 'Use EU-RO-1' }).click();
    await expect(said).toContainText('holds a space');
    await said.getByRole('button', { name: 'Take them out' }).click();
    await expect(wizard.dialog.getByRole('status').filter({ hasText: 'It works' })).toBeVisible();
    await expect(wizard.field('Secret access key')).toHaveValue(key.secretAccessKey);
    await wizard.dialog.getByRole('button', { name: 'More settings' }).click();
    await wizard.dialog.getByTitle('Blue').click();
    await expectAccessible(page, 'the wizard with all settings');
    await wizard.dialog.getByRole('button', { name: 'Save connection' }).click();
    await wizard.dialog.waitFor({ state: 'hidden' });
  } finally {
    await store.stop();
  }
});

test('an endpoint is measured, differs where it does, and nothing is left of it', async ({ app }) => {
  const { page } = app;
  page.setDefaultTimeout(20_000);
  const store = await startProfileStore({
    profile: 'archil',
    folder: join(app.scratch, 'store'),
    keys: [key],
    disk: 'dsk-1',
  });
  try {
    await keepSecretsForThisSession(page);
    const wizard = new WizardPage(page, 'Another S3 endpoint');
    await wizard.open();
    await wizard.field('Endpoint address').fill(store.endpoint);
    await wizard.field('Region').fill('us-east-1');
    await wizard.field('Access key id').fill(key.accessKeyId);
    await wizard.field('Secret access key').fill(key.secretAccessKey);
    await wizard.test();
    // Disks are not listed: the doctor leads to the field.
    await wizard.dialog.getByRole('alert').waitFor();
    await wizard.dialog.getByRole('button', { name: 'More settings' }).click();
    await wizard.field('Bucket to open (optional)').fill('dsk-1');
    await wizard.testAndSave();

    await page.getByRole('button', { name: 'Actions for Another S3 endpoint' }).click();
    await page.getByRole('menuitem', { name: 'Measure this endpoint…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Measure Another S3 endpoint' });
    await dialog.getByRole('button', { name: 'Measure', exact: true }).click();
    const table = dialog.getByRole('table', { name: 'Found' });
    await expect(table).toBeVisible({ timeout: 60_000 });
    await expect(table.getByRole('row', { name: /Copies inside the store/ })).toContainText('differs');
    await expect(table.getByRole('row', { name: /Uploads in parts/ })).toContainText('differs');
    await expect(table.getByRole('row', { name: /Folders by “\/”/ })).not.toContainText('differs');
    await expectAccessible(page, 'what was measured');
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await expect.poll(() => filesHolding(store.disk ?? '', ['Quayside measures'])).toEqual([]);
  } finally {
    await store.stop();
  }
});

test('what other programs know is listed and imported, and a program only runs once it is agreed to', async ({
  app,
  userHome,
}) => {
  const { page } = app;
  page.setDefaultTimeout(20_000);
  mkdirSync(join(userHome, '.aws'));
  writeFileSync(
    join(userHome, '.aws', 'credentials'),
    '[default]\naws_access_key_id = AKIAONE\naws_secret_access_key = canary-aws\n[short]\naws_access_key_id = ASIATWO\naws_secret_access_key = canary-x\naws_session_token = canary-token\n',
  );
  writeFileSync(
    join(userHome, '.aws', 'config'),
    '[default]\nregion = eu-central-1\n[profile made]\ncredential_process = /opt/give-key --json\n',
  );
  await keepSecretsForThisSession(page);
  await page.getByRole('button', { name: 'Add connection' }).first().click();
  await page.getByRole('button', { name: 'Import from other programs…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import connections' });
  const list = dialog.getByRole('list', { name: 'Import connections' });
  await expect(list.getByRole('listitem')).toHaveCount(3);
  await list.getByRole('checkbox', { name: 'AWS default' }).check({ force: true });
  await list.getByRole('checkbox', { name: 'short' }).check({ force: true });
  await list.getByRole('checkbox', { name: 'made' }).check({ force: true });
  await expect(list).toContainText('/opt/give-key --json');
  await expectAccessible(page, 'the import');
  await expect(dialog.getByRole('button', { name: 'Import 3 connections' })).toHaveAttribute('aria-disabled', 'true');
  await list
    .getByRole('checkbox', { name: 'I know this program and agree that Quayside runs it' })
    .check({ force: true });
  await dialog.getByRole('button', { name: 'Import 3 connections' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const places = page.getByRole('navigation', { name: 'Places' });
  for (const name of ['AWS default', 'short', 'made'])
    await expect(places.getByRole('button', { name, exact: true })).toBeVisible();
  expect(filesHolding(app.home, ['canary-'])).toEqual([]);
});

test('a bucket gets versions, tags and a policy in forms, and is deleted with all that is in it', async ({ app }) => {
  const { page } = app;
  page.setDefaultTimeout(20_000);
  await keepSecretsForThisSession(page);
  const browser = new BrowserPage(page);
  await browser.openVolume('my-files');
  const file = join(app.scratch, 'one.txt');
  writeFileSync(file, 'one');

  const open = async (item: string) => {
    await page.getByRole('button', { name: 'Actions for my-files' }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  await open('Settings of the bucket…');
  const dialog = page.getByRole('dialog', { name: 'Settings of my-files' });
  const saved = async (what: string) => {
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByText(`${what} saved`)).toBeVisible();
  };
  await dialog.getByRole('button', { name: 'Set it up' }).click();
  await expect(dialog.getByRole('textbox', { name: 'The same as JSON' })).toHaveValue(/"Status": "Enabled"/);
  await expectAccessible(page, 'versioning of a bucket');
  await saved('Versioning');

  await dialog.getByRole('tab', { name: 'Tags' }).click();
  await dialog.getByRole('button', { name: 'Set it up' }).click();
  await dialog.getByRole('textbox', { name: 'Value' }).fill('harbour');
  await saved('Tags');

  await dialog.getByRole('tab', { name: 'Policy' }).click();
  await dialog.getByRole('button', { name: 'Set it up' }).click();
  await dialog.getByRole('button', { name: 'Everybody may read' }).click();
  await expect(dialog).toContainText('Anyone may read objects: all objects of my-files.');
  await expect(dialog).toContainText('opens the bucket to everybody');
  await expectAccessible(page, 'the policy of a bucket');
  await dialog.getByRole('textbox', { name: 'The same as JSON' }).fill('{ "Statement": [');
  await expect(dialog.getByRole('button', { name: 'Save', exact: true })).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(dialog).toContainText('There is no policy');

  await dialog.getByRole('tab', { name: 'Encryption' }).click();
  await expect(dialog).toContainText('Local volumes have no encryption settings.');
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();

  await browser.upload(file);
  await expect(browser.named('one.txt')).toBeVisible();
  await open('Delete the bucket…');
  const sure = page.getByRole('alertdialog', { name: 'Delete my-files?' });
  await sure.getByRole('checkbox', { name: /Delete everything in it first/ }).check({ force: true });
  await sure.getByRole('textbox', { name: 'Type my-files to confirm' }).fill('my-file');
  await sure.getByRole('button', { name: 'Delete bucket' }).click();
  await expect(sure).toContainText('This is not the name of the bucket.');
  await expectAccessible(page, 'deleting a bucket');
  await sure.getByRole('textbox', { name: 'Type my-files to confirm' }).fill('my-files');
  await sure.getByRole('button', { name: 'Delete bucket' }).click();
  await sure.waitFor({ state: 'hidden' });
  await expect(page.getByText('my-files is deleted')).toBeVisible();
});
