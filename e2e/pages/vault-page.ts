import type { Page } from '@playwright/test';

/** Says where secrets go where no keychain answers: in memory, for this session. Does nothing where one does. */
export async function keepSecretsForThisSession(page: Page): Promise<void> {
  const choose = page.getByRole('button', { name: 'Choose…' });
  const ready = page.getByRole('link', { name: 'Keys', exact: true });
  await choose.or(ready).first().waitFor();
  if (!(await choose.isVisible())) return;
  await choose.click();
  const dialog = page.getByRole('dialog', { name: 'Where should secrets be kept?' });
  await dialog.getByRole('radio', { name: /For this session only/ }).check({ force: true });
  await dialog.getByRole('button', { name: 'Keep them there' }).click();
  await dialog.waitFor({ state: 'hidden' });
}
