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
    await this.page.getByRole('button', { name: 'Upload', exact: true }).click();
    await this.page.getByRole('menuitem', { name: 'Upload files…' }).click();
    await (await chooser).setFiles(files);
  }

  async showTransfers(): Promise<void> {
    const show = this.page.getByRole('button', { name: 'Show transfers' });
    if (await show.isVisible()) await show.click();
  }

  get transfers(): Locator {
    return this.page.getByRole('region', { name: 'Transfers' });
  }

  /** The row of exactly this name. */
  named(name: string): Locator {
    return this.table.getByRole('row').filter({ has: this.page.getByTitle(name, { exact: true }) });
  }

  /** Says nothing about the order of things that are still on their way: wait for the row first. */
  async names(): Promise<string[]> {
    const shown = await this.table
      .locator('[data-row] .object-name')
      .evaluateAll((all) => all.map((one) => one.getAttribute('title') ?? ''));
    return shown;
  }

  async more(command: RegExp | string): Promise<void> {
    await this.page.getByRole('button', { name: 'More actions' }).click();
    await this.page.getByRole('menuitem', { name: command }).click();
  }

  async newFolder(name: string): Promise<void> {
    await this.more('New folder…');
    const dialog = this.page.getByRole('dialog', { name: 'New folder' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await this.named(name).waitFor();
  }

  async open(folder: string): Promise<void> {
    await this.named(folder).dblclick();
    await this.page.getByRole('grid', { name: `Contents of ${folder}` }).waitFor();
  }

  /** Makes a folder volume of this machine's folder, through the dialog, and leaves it open. */
  async makeFolderVolume(path: string, name: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Actions for This computer' }).click();
    await this.page.getByRole('menuitem', { name: 'New volume…' }).click();
    const dialog = this.page.getByRole('dialog', { name: 'New volume on this machine' });
    await dialog.getByRole('radio', { name: /^Folder volume/ }).check({ force: true });
    await dialog.getByRole('button', { name: 'Choose a folder…' }).click();
    await this.chooseFolder(path, 'Show this folder');
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await this.page.getByRole('grid', { name: `Contents of ${name}` }).waitFor();
  }

  /** In the dialog that shows the folders of the machine: types the path, goes there and takes it. */
  async chooseFolder(path: string, action: string): Promise<void> {
    const dialog = this.page
      .getByRole('dialog')
      .filter({ has: this.page.getByRole('textbox', { name: 'Folder' }) })
      .last();
    await dialog.getByRole('listbox').waitFor();
    await dialog.getByRole('textbox', { name: 'Folder' }).fill(path);
    await dialog.getByRole('button', { name: 'Go to this folder' }).click();
    await dialog.getByRole('listbox', { name: `Folders in ${path}` }).waitFor();
    await dialog.getByRole('button', { name: action }).click();
    await dialog.waitFor({ state: 'hidden' });
  }
}
