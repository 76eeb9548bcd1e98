import { filesHolding } from './fixtures/home-files.ts';
import { s3Client } from './fixtures/s3.ts';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect, isElectron, test } from './fixtures/test.ts';
import { ConnectionPage } from './pages/connection-page.ts';
import { KeysPage } from './pages/keys-page.ts';

const passphrase = 'four boats at the long pier';
const connectionSecret = 'canary-connection-secret-93ab';

test('with no keychain, secrets go under a passphrase and nowhere else', async ({ app }, info) => {
  test.skip(isElectron(info), 'a keychain of the system may answer there; the vault itself is tested with all of them');
  const { page } = app;
  /** Everything that the page received and sent, in order. */
  const frames: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => frames.push(payload.toString()));
    socket.on('framesent', ({ payload }) => frames.push(payload.toString()));
  });
  await page.reload();

  await page.getByRole('button', { name: 'Choose…' }).click();
  const choice = page.getByRole('dialog', { name: 'Where should secrets be kept?' });
  await expect(choice).toContainText('Quayside never writes a secret in plain text');
  await choice.getByRole('radio', { name: /^In a file under a passphrase/ }).check({ force: true });
  await choice.getByRole('textbox', { name: 'Passphrase', exact: true }).fill('short');
  await choice.getByRole('button', { name: 'Keep them there' }).click();
  await expect(choice).toContainText('Use at least 8 characters.');
  await choice.getByRole('textbox', { name: 'Passphrase', exact: true }).fill(passphrase);
  await choice.getByRole('textbox', { name: 'Passphrase again' }).fill('something else');
  await choice.getByRole('button', { name: 'Keep them there' }).click();
  await expect(choice).toContainText('The two differ.');
  await choice.getByRole('textbox', { name: 'Passphrase again' }).fill(passphrase);
  await choice.getByRole('button', { name: 'Keep them there' }).click();
  await expect(choice).toBeHidden();

  const keys = new KeysPage(page);
  await keys.open();
  const pair = await keys.create({ name: 'canary', rights: ['Read'] });
  const connection = new ConnectionPage(page);
  await connection.open();
  await connection.fill({ ...pair, name: 'other store', secretAccessKey: connectionSecret });
  await connection.dialog.getByRole('button', { name: 'Save connection' }).click();
  await expect(connection.dialog).toBeHidden();
  // The one answer that shows the new key's secret, and the one frame that carried the typed one.
  const holding = (text: string) => frames.filter((frame) => frame.includes(text)).length;
  expect(holding(pair.secretAccessKey)).toBe(1);
  expect(holding(connectionSecret)).toBe(1);
  expect(holding(passphrase)).toBe(1);
  frames.length = 0;

  await app.restart();
  await expect(page.getByText('Secrets are locked')).toBeVisible();
  await expect(s3Client(pair).send(new ListObjectsV2Command({ Bucket: 'my-files' }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: expect.any(Number) },
  });
  await page.getByRole('button', { name: 'Unlock…' }).click();
  const unlock = page.getByRole('dialog', { name: 'Unlock your secrets' });
  const field = unlock.getByRole('textbox', { name: 'Passphrase' });
  await field.fill('not the passphrase');
  await unlock.getByRole('button', { name: 'Unlock', exact: true }).click();
  await expect(unlock.getByRole('alert')).toContainText('That passphrase does not open the secrets file');
  await expect(unlock.getByRole('alert')).toContainText('The file is unchanged.');
  await field.fill(passphrase);
  await unlock.getByRole('button', { name: 'Unlock', exact: true }).click();
  await expect(unlock).toBeHidden();
  await expect(page.getByText('Secrets are locked')).toBeHidden();
  // The key works again: its secret came out of the file.
  const { KeyCount } = await s3Client(pair).send(new ListObjectsV2Command({ Bucket: 'my-files' }));
  expect(KeyCount).toBe(0);
  await keys.open();
  await expect(keys.row('canary')).toBeVisible();
  await page.reload();
  await keys.row('canary').waitFor();
  await page.getByRole('link', { name: 'Settings', exact: true }).click();
  await expect(page.getByText('passphrase').first()).toBeVisible();

  const secrets = [pair.secretAccessKey, connectionSecret];
  expect(secrets.map(holding)).toEqual([0, 0]);
  expect(filesHolding(app.home, [...secrets, passphrase, 'not the passphrase'])).toEqual([]);
  for (const secret of [...secrets, passphrase]) expect(app.output()).not.toContain(secret);
});
