import { expect, type Locator, type Page } from '@playwright/test';

/** What belongs to the window: palette, tabs, panes, search. */
export class WindowPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  get palette(): Locator {
    return this.page.getByRole('dialog', { name: 'Commands and places' });
  }
  get tabs(): Locator {
    return this.page.getByRole('tablist', { name: 'Tabs' }).getByRole('tab');
  }
  get first(): Locator {
    return this.page.getByRole('region', { name: 'First pane' });
  }
  get second(): Locator {
    return this.page.getByRole('region', { name: 'Second pane' });
  }

  /** Opens the palette by its key, types, and takes what is first. */
  async run(text: string, entry: string | RegExp): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+k');
    await expect(this.palette.getByRole('searchbox')).toBeFocused();
    await this.page.keyboard.type(text);
    const found = this.palette.getByRole('menuitem', { name: entry }).first();
    await expect(found).toBeVisible();
    // What is typed chooses the first entry.
    await expect(this.palette.locator('[role=menuitem][data-focused=true]')).toHaveCount(1);
    for (let step = 0; step < 40 && (await found.getAttribute('data-focused')) !== 'true'; step += 1) {
      await this.page.keyboard.press('ArrowDown');
    }
    await expect(found).toHaveAttribute('data-focused', 'true');
    await this.page.keyboard.press('Enter');
    await expect(this.palette).toBeHidden();
  }
}
