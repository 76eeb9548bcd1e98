import type { Locator, Page } from '@playwright/test';
import type { KeyPair } from '../fixtures/s3.ts';

export interface NewKey {
  readonly name: string;
  readonly rights: readonly ('Read' | 'Write' | 'Delete' | 'Admin')[];
}

/** The keys screen of the embedded server. */
export class KeysPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.getByRole('link', { name: 'Keys', exact: true }).click();
    await this.page.getByRole('heading', { name: 'Keys', level: 1 }).waitFor();
  }

  row(name: string): Locator {
    return this.page.getByRole('table', { name: 'Keys of the local server' }).getByRole('row', { name });
  }

  /** Makes a key and reads its secret from the one dialog that shows it. */
  async create({ name, rights }: NewKey): Promise<KeyPair> {
    await this.page.getByRole('button', { name: 'New key' }).first().click();
    const draft = this.page.getByRole('dialog', { name: 'New key for the local server' });
    await draft.getByRole('textbox', { name: 'Name' }).fill(name);
    for (const right of ['Read', 'Write', 'Delete', 'Admin'] as const) {
      await draft
        .getByRole('checkbox', { name: new RegExp(`^${right}`) })
        .setChecked(rights.includes(right), { force: true });
    }
    await draft.getByRole('button', { name: 'Make the key' }).click();
    return this.takeSecret();
  }

  async takeSecret(): Promise<KeyPair> {
    const shown = this.page.getByRole('dialog', { name: 'Copy the secret now' });
    const value = (field: string) => shown.getByRole('textbox', { name: field, exact: true }).inputValue();
    const pair = {
      endpoint: await value('Endpoint'),
      accessKeyId: await value('Access key id'),
      secretAccessKey: await value('Secret access key'),
    };
    await shown.getByRole('checkbox', { name: 'I have stored the secret' }).check({ force: true });
    await shown.getByRole('button', { name: 'Done' }).click();
    await shown.waitFor({ state: 'hidden' });
    return pair;
  }

  async revoke(name: string): Promise<void> {
    await this.page.getByRole('button', { name: `Actions for ${name}` }).click();
    await this.page.getByRole('menuitem', { name: 'Revoke' }).click();
    await this.page.getByRole('alertdialog').getByRole('button', { name: 'Revoke the key' }).click();
    await this.row(name).waitFor({ state: 'hidden' });
  }

  async rotate(name: string): Promise<KeyPair> {
    await this.page.getByRole('button', { name: `Actions for ${name}` }).click();
    await this.page.getByRole('menuitem', { name: 'Rotate' }).click();
    await this.page.getByRole('alertdialog').getByRole('button', { name: 'Rotate the key' }).click();
    return this.takeSecret();
  }
}
