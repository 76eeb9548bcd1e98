import type { Locator, Page } from '@playwright/test';

/** The object table, its toolbar and the transfers drawer. */
export class BrowserPage {
  readonly page: Page;
  readonly table: Locator;

  constructor(page: Page) {
    this.page = page;
    this.table = page.getByRole('grid', { name: /^Contents of/ });
  }

  async openVolume(name: string): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name, exact: true }).click();
    await this.page.getByRole('grid', { name: `Contents of ${name}` }).waitFor();
  }

  row(name: string): Locator {
    return this.table.getByRole('row', { name });
  }

  async upload(files: string | string[]): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: 'Upload files' }).click();
    await (await chooser).setFiles(files);
  }

  async showTransfers(): Promise<void> {
    const show = this.page.getByRole('button', { name: 'Show transfers' });
    if (await show.isVisible()) await show.click();
  }

  get transfers(): Locator {
    return this.page.getByRole('region', { name: 'Transfers' });
  }
}
