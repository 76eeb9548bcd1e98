import { AxeBuilder } from '@axe-core/playwright';
import { DeleteObjectsCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { putAll, s3Client } from './fixtures/s3.ts';
import { expect, test } from './fixtures/test.ts';
import { KeysPage } from './pages/keys-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';

const volume = 'my-files';

test('a volume stands in for a store, and the management API is served with a token shown once', async ({ app }) => {
  const { page } = app;
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const pair = await keys.create({ name: 'script', rights: ['Read', 'Write', 'Delete'] });
  const client = s3Client(pair);
  await putAll(client, volume, { 'a.txt': 'a' });
  await page.getByRole('link', { name: 'Server', exact: true }).click();

  const store = page.getByRole('button', { name: /Store that my-files behaves as/ });
  await store.click();
  await page.getByRole('option', { name: 'Runpod' }).click();
  await expect(store).toContainText('Runpod');
  const batch = () =>
    client.send(new DeleteObjectsCommand({ Bucket: volume, Delete: { Objects: [{ Key: 'not-there' }] } })).then(
      () => 'done',
      (error: Error) => error.name,
    );
  expect(await batch()).toBe('NotImplemented');
  await client.send(new GetObjectCommand({ Bucket: volume, Key: 'a.txt' }));
  await store.click();
  await page.getByRole('option', { name: 'Plain S3' }).click();
  await expect(store).toContainText('Plain S3');
  expect(await batch()).toBe('done');

  await page.getByRole('switch', { name: 'Serve the management API' }).press('Space');
  const dialog = page.getByRole('dialog', { name: 'The token of the management API' });
  const token = await dialog.getByRole('textbox', { name: 'Token' }).inputValue();
  const address = await page.getByRole('textbox', { name: 'Management address', includeHidden: true }).inputValue();
  await dialog.getByRole('button', { name: 'I have stored it' }).click();
  const list = (authorization: string) =>
    fetch(new URL('/api/storage/buckets', address), { headers: { authorization } }).then(({ status }) => status);
  expect(await list(`Bearer ${token}`)).toBe(200);
  expect(await list('Bearer wrong')).toBe(401);
  const { violations } = await new AxeBuilder({ page }).exclude('[data-live-announcer]').analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
  await page.screenshot({ path: test.info().outputPath('server.png') });
  await page.getByRole('switch', { name: 'Serve the management API' }).press('Space');
  await expect(page.getByRole('textbox', { name: 'Management address' })).toBeHidden();
  await expect(list(`Bearer ${token}`)).rejects.toThrow(/fetch failed/);
});
