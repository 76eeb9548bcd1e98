import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { ZipFile } from 'yazl';
import { pdfOf } from './fixtures/pdf.ts';
import { putAll, s3Client } from './fixtures/s3.ts';
import { expect, test, type App } from './fixtures/test.ts';
import { BrowserPage } from './pages/browser-page.ts';
import { KeysPage } from './pages/keys-page.ts';
import { keepSecretsForThisSession } from './pages/vault-page.ts';

const volume = 'my-files';

/** Opens the volume with `objects` in it; what the page complains of or asks from elsewhere is gathered. */
async function start({ page }: App, objects: Readonly<Record<string, string | Uint8Array>>) {
  const troubles: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'blob:' && origin !== new URL(page.url()).origin) troubles.push(request.url());
  });
  await keepSecretsForThisSession(page);
  const keys = new KeysPage(page);
  await keys.open();
  const client = s3Client(await keys.create({ name: 'other program', rights: ['Read', 'Write', 'Delete'] }));
  await putAll(client, volume, objects);
  const browser = new BrowserPage(page);
  await browser.openVolume(volume);
  const preview = page.getByRole('figure', { name: 'Preview' });
  const look = async (name: string): Promise<Locator> => {
    await browser.named(name).click();
    return preview;
  };
  return { page, look, troubles };
}

/** Rows of the table in a preview, cell by cell. */
const cells = (table: Locator): Promise<string[][]> =>
  table.evaluate((element) =>
    [...(element as HTMLTableElement).rows].map((row) => [...row.cells].map((cell) => cell.textContent)),
  );

function safetensors(): Buffer {
  const json = Buffer.from(
    JSON.stringify({
      __metadata__: { format: 'pt' },
      'model.embed_tokens.weight': { dtype: 'BF16', shape: [8, 4], data_offsets: [0, 64] },
    }),
  );
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  return Buffer.concat([length, json, Buffer.alloc(64)]);
}

async function zip(): Promise<Buffer> {
  const archive = new ZipFile();
  archive.addBuffer(Buffer.from('a'.repeat(2048)), 'logs/one.txt');
  archive.addBuffer(Buffer.from('b'), 'ü \u{1f6a2}.txt');
  archive.end();
  return buffer(archive.outputStream);
}

async function seriousFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).exclude('[data-live-announcer]').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

test('tables, Parquet, archives and models are read by ranges and shown as tables', async ({ app }) => {
  const { page, look, troubles } = await start(app, {
    'berths.csv': 'harbour,berths\n"Genoa, IT",340\nKobe,95\n',
    'events.jsonl': '{"at":1,"what":"arrival"}\n{"at":2,"note":{"x":[1]}}\n',
    'harbours.parquet': readFileSync(join(import.meta.dirname, 'fixtures/harbours.parquet')),
    'logs.zip': await zip(),
    'model.safetensors': safetensors(),
    'broken.parquet': Buffer.alloc(4096, 7),
  });
  const table = (await look('berths.csv')).getByRole('table');
  await expect(table).toContainText('Genoa, IT');
  expect(await cells(table)).toEqual([
    ['harbour', 'berths'],
    ['Genoa, IT', '340'],
    ['Kobe', '95'],
  ]);
  await look('events.jsonl');
  await expect(table).toContainText('arrival');
  expect(await cells(table)).toEqual([
    ['at', 'what', 'note'],
    ['1', 'arrival', ''],
    ['2', '', '{"x":[1]}'],
  ]);
  const parquet = await look('harbours.parquet');
  await expect(table).toContainText('Ålesund');
  expect(await cells(table)).toContainEqual(['Kobe 🚢', '95', '2020-01-01T00:00:00.000Z']);
  await parquet.getByRole('radio', { name: 'Columns' }).click();
  await expect(table).toContainText('BYTE_ARRAY · UTF8');
  await look('logs.zip');
  await expect(table).toContainText('logs/one.txt');
  expect(await cells(table)).toEqual([
    ['Name', 'Size'],
    ['logs/one.txt', '2 KiB'],
    ['ü 🚢.txt', '1 B'],
  ]);
  const model = await look('model.safetensors');
  await expect(model.getByRole('table').last()).toContainText('model.embed_tokens.weight');
  await expect(model).toContainText('8 × 4');
  expect(await seriousFaults(page)).toEqual([]);
  await look('broken.parquet');
  await expect(page.getByText('This file cannot be shown')).toBeVisible();
  expect(troubles).toEqual([]);
});

test('a document is painted page by page', async ({ app }) => {
  const { page, look, troubles } = await start(app, {
    'paper.pdf': pdfOf(['Harbour master', 'Second page']),
    'torn.pdf': '%PDF-1.4\nnothing more',
  });
  const preview = await look('paper.pdf');
  const paper = (name: string): Locator => preview.getByRole('img', { name });
  const dark = async (name: string): Promise<number> =>
    paper(name).evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
      let count = 0;
      for (let at = 0; at < data.length; at += 4) if ((data[at] ?? 255) < 128 && data[at + 3] === 255) count += 1;
      return count;
    });
  await expect(preview.getByText('Page 1 of 2')).toBeVisible();
  await expect.poll(() => dark('Page 1 of the document')).toBeGreaterThan(50);
  await preview.getByRole('button', { name: 'Next page' }).click();
  await expect(preview.getByText('Page 2 of 2')).toBeVisible();
  await expect.poll(() => dark('Page 2 of the document')).toBeGreaterThan(50);
  expect(await seriousFaults(page)).toEqual([]);
  await look('torn.pdf');
  await expect(page.getByText('This file cannot be shown')).toBeVisible();
  expect(troubles).toEqual([]);
});

test('texts are coloured and set, and nothing in them runs, hides or calls out', async ({ app }) => {
  const { page, look, troubles } = await start(app, {
    'readme.md':
      '# Harbour\n\nA **calm** [place](https://example.com/) ![map](https://example.com/map.png)\n\n' +
      '<img src=x onerror="document.title=\'run\'"><script>document.title="run"</script>\n\n- [x] moored\n',
    'main.py': 'def berth(name):\n    return "ship"  # \u202etxt\n',
    'page.html': '<script>document.title = "run"</script>',
    'data.json': '{"a":[1,{"b":null}]}',
  });
  const preview = await look('readme.md');
  await expect(preview.getByRole('heading', { name: 'Harbour' })).toBeVisible();
  await expect(preview.locator('strong')).toHaveText('calm');
  await expect(preview.getByRole('link')).toHaveCount(0);
  await expect(preview.locator('img, script')).toHaveCount(0);
  await expect(preview).toContainText('<script>document.title="run"</script>');
  await preview.getByRole('radio', { name: 'Source' }).click();
  await expect(preview).toContainText('A **calm** [place]');
  await look('main.py');
  await expect(preview.locator('.source-keyword').first()).toHaveText('def');
  await expect(preview).toContainText('⟦U+202E⟧txt');
  await look('page.html');
  await expect(preview).toContainText('<script>');
  await look('data.json');
  await expect(preview).toContainText('"b": null');
  expect(await seriousFaults(page)).toEqual([]);
  expect(await page.title()).not.toBe('run');
  expect(troubles).toEqual([]);
});
