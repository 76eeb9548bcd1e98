import type { Page } from '@playwright/test';

/** Says where secrets go where no keychain answers: in memory, for this session. Does nothing where one does. */
export async function keepSecretsForThisSession(page: Page): Promise<void> {
  const choose = page.getByRole('button', { name: 'Choose…' });
  // The banner comes a moment after the page: it is waited for, and where a keychain answers it never comes.
  const asks = await choose.waitFor({ timeout: 10_000 }).then(
    () => true,
    () => false,
  );
  if (!asks) return;
  await choose.click();
  const dialog = page.getByRole('dialog', { name: 'Where should secrets be kept?' });
  await dialog.getByRole('radio', { name: /For this session only/ }).check({ force: true });
  await dialog.getByRole('button', { name: 'Keep them there' }).click();
  await dialog.waitFor({ state: 'hidden' });
}
