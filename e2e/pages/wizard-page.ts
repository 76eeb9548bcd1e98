import { expect, type Locator, type Page } from '@playwright/test';

/** The wizard for one store: only what that store needs. */
export class WizardPage {
  readonly page: Page;
  readonly dialog: Locator;
  readonly #store: string;

  constructor(page: Page, store: string) {
    this.page = page;
    this.#store = store;
    this.dialog = page.getByRole('dialog', { name: store, exact: true });
  }

  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Add connection' }).first().click();
    const picker = this.page.getByRole('dialog', { name: 'Where is your data?' });
    await picker.getByRole('option', { name: this.#store }).click();
    await this.dialog.waitFor();
  }

  field(name: string): Locator {
    return this.dialog.getByRole('textbox', { name, exact: true });
  }

  /** A place that is not in the store's list: the address of a rehearsal. */
  async otherAddress(endpoint: string, region: string): Promise<void> {
    await this.dialog.getByRole('button', { name: /Location|Where the data lives/ }).click();
    await this.page.getByRole('option', { name: 'Another address' }).click();
    await this.field('Endpoint address').fill(endpoint);
    await this.field('Region').fill(region);
  }

  async test(): Promise<void> {
    await this.dialog.getByRole('button', { name: 'Test', exact: true }).click();
  }

  async testAndSave(): Promise<void> {
    await this.test();
    await expect(this.dialog.getByRole('status').filter({ hasText: 'It works' })).toBeVisible();
    await this.dialog.getByRole('button', { name: 'Save connection' }).click();
    await this.dialog.waitFor({ state: 'hidden' });
  }
}
