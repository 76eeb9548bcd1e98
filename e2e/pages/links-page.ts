import type { Locator, Page } from '@playwright/test';

/** The list of links, and the dialogs that make them. */
export class LinksPage {
  readonly page: Page;
  readonly dialog: Locator;
  readonly ask: Locator;
  readonly table: Locator;

  constructor(page: Page) {
    this.page = page;
    this.dialog = page.getByRole('dialog', { name: 'Share a link' });
    this.ask = page.getByRole('dialog', { name: 'Ask for a file' });
    this.table = page.getByRole('table', { name: 'Links' });
  }

  async open(): Promise<void> {
    await this.page.getByRole('link', { name: 'Links', exact: true }).click();
    await this.page.getByRole('heading', { name: 'Links', level: 1 }).waitFor();
  }

  /** Shares what is selected in the table of objects. */
  async share(way: RegExp): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+l');
    await this.choose(this.dialog, way);
  }

  async choose(dialog: Locator, way: RegExp): Promise<void> {
    await dialog.getByRole('radio', { name: way }).check({ force: true });
  }

  /** The address of the link that is made, and of the page where there is one. */
  async make(dialog: Locator = this.dialog): Promise<string> {
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    return dialog.getByRole('textbox', { name: 'Link', exact: true }).inputValue();
  }

  async close(dialog: Locator = this.dialog): Promise<void> {
    await dialog.getByRole('button', { name: 'Close', exact: true }).last().click();
    await dialog.waitFor({ state: 'hidden' });
  }

  row(name: string): Locator {
    return this.table.getByRole('row').filter({ hasText: name });
  }

  async act(name: string, action: RegExp): Promise<void> {
    await this.page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
    await this.page.getByRole('menuitem', { name: action }).click();
  }

  async confirm(action: string): Promise<void> {
    await this.page.getByRole('alertdialog').getByRole('button', { name: action }).click();
    await this.page.getByRole('alertdialog').waitFor({ state: 'hidden' });
  }
}
