import type { Locator, Page } from '@playwright/test';

/** The drawer of transfers, and what opens from it. */
export class TransfersPage {
  readonly page: Page;
  readonly region: Locator;

  constructor(page: Page) {
    this.page = page;
    this.region = page.getByRole('region', { name: 'Transfers', exact: true });
  }

  async open(): Promise<void> {
    const show = this.region.getByRole('button', { name: 'Show transfers' });
    if (await show.isVisible()) await show.click();
    await this.region.getByRole('button', { name: 'Hide transfers' }).waitFor();
  }

  get list(): Locator {
    return this.region.getByRole('grid', { name: 'Transfers' });
  }

  /** The row of a job by its title. */
  row(title: string): Locator {
    return this.list.getByRole('row').filter({ has: this.page.getByTitle(title, { exact: true }) });
  }

  /** Titles as they are in sight, from the top. */
  async titles(): Promise<string[]> {
    const rows = await this.list.getByRole('row').evaluateAll((all) =>
      all
        .map((row) => ({
          at: row.getBoundingClientRect().top,
          title: row.querySelector('.job-row-title .object-name')?.getAttribute('title') ?? '',
        }))
        .sort((a, b) => a.at - b.at)
        .map(({ title }) => title),
    );
    return rows;
  }

  async menu(title: string, command: string | RegExp): Promise<void> {
    await this.region.getByRole('button', { name: `More: ${title}` }).click();
    await this.page.getByRole('menuitem', { name: command }).click();
  }

  async queueMenu(command: string | RegExp): Promise<void> {
    await this.region.getByRole('button', { name: 'More for the whole queue' }).click();
    await this.page.getByRole('menuitem', { name: command }).click();
  }

  dialog(name: string | RegExp): Locator {
    return this.page.getByRole('dialog', { name });
  }

  /** In MiB/s; empty for none. Leaves the limits closed. */
  async limitUpload(rate: string): Promise<void> {
    await this.region.getByRole('button', { name: /^Speed limits/ }).click();
    await this.dialog('Speed limits').getByRole('textbox', { name: 'Upload limit' }).fill(rate);
    await this.page.keyboard.press('Escape');
    await this.dialog('Speed limits').waitFor({ state: 'hidden' });
  }
}
