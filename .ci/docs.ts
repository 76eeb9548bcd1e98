/**
 * Writes the documents that are made from the code. `--check` writes nothing and fails where one is not up to date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractDocument } from './docs/contract-document.ts';
import { providersDocument } from './docs/providers-document.ts';
import { s3SupportDocument } from './docs/s3-support-document.ts';

const root = join(import.meta.dirname, '..');
const documents: Readonly<Record<string, () => string>> = {
  'docs/contract.md': contractDocument,
  'docs/providers.md': providersDocument,
  'docs/s3-support.md': s3SupportDocument,
};

const stale: string[] = [];
for (const [path, make] of Object.entries(documents)) {
  const file = join(root, path);
  const wanted = make();
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue;
  stale.push(path);
  if (!process.argv.includes('--check')) writeFileSync(file, wanted);
}

if (stale.length === 0) console.log('generated documents are up to date');
else if (process.argv.includes('--check')) {
  console.error(`not up to date: ${stale.join(', ')}; run: node .ci/docs.ts`);
  process.exitCode = 1;
} else console.log(`written: ${stale.join(', ')}`);
