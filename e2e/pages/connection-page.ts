import type { Locator, Page } from '@playwright/test';

export interface TypedConnection {
  readonly name: string;
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The dialog that adds a connection to any S3 endpoint. */
export class ConnectionPage {
  readonly page: Page;
  readonly dialog: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole('dialog', { name: 'Another S3 endpoint' });
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Add connection' }).first().click();
    const picker = this.page.getByRole('dialog', { name: 'Where is your data?' });
    await picker.getByRole('option', { name: /^Another S3 endpoint/ }).click();
    await this.dialog.waitFor();
  }

  async fill({ name, endpoint, accessKeyId, secretAccessKey }: TypedConnection): Promise<void> {
    await this.field('Name').fill(name);
    await this.field('Endpoint address').fill(endpoint);
    await this.field('Region').fill('us-east-1');
    await this.field('Access key id').fill(accessKeyId);
    await this.field('Secret access key').fill(secretAccessKey);
  }

  field(name: string): Locator {
    return this.dialog.getByRole('textbox', { name, exact: true });
  }

  async test(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Test', exact: true }).click();
  }
}
