import { expect, test } from 'vitest';
import { previewKind } from './preview-kind.ts';

test.each([
  ['a.PNG', undefined, 'image'],
  ['README.md', 'application/octet-stream', 'markdown'],
  ['x.tar.gz', undefined, 'tar'],
  ['x.gz', undefined, undefined],
  ['model.safetensors', undefined, 'safetensors'],
  ['q4.gguf', undefined, 'gguf'],
  ['rows.parquet', undefined, 'parquet'],
  ['events.ndjson', undefined, 'json-lines'],
  ['main.py', undefined, 'code'],
  ['notes.log', undefined, 'text'],
  ['report.pdf', undefined, 'pdf'],
  ['noname', 'application/pdf', 'pdf'],
  ['noname', 'image/webp; q=1', 'image'],
  ['noname', 'text/html', 'code'],
  ['noname', 'application/octet-stream', undefined],
  ['noname', undefined, undefined],
  ['weights.onnx', 'text/plain', undefined],
])('%s, stored as %s, is looked at as %s', (name, type, kind) => {
  expect(previewKind(name, type)).toBe(kind);
});
