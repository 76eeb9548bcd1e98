import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createTransfersRepository, openDatabase } from '../index.ts';
import { migration as app } from './001-app.ts';
import { migration as transfers } from './010-transfers.ts';

it('a queue of the version before keeps its files, which have no receipt yet', () => {
  const home = mkdtempSync(join(tmpdir(), 'quayside-receipts-'));
  const log = () => {};
  try {
    const first = openDatabase({ home, log, migrations: [app, transfers] });
    first.sql.exec(`
      INSERT INTO transfer_jobs (seq, id, kind, state, title, source_text, target_text, spec, conflict, created_at)
        VALUES (1, 'j', 'upload', 'running', 't', '', '', '{}', 'fail', 1);
      INSERT INTO transfer_files (id, job, path, key, size, modified, state, upload_id, part_size)
        VALUES (7, 1, 'a', 'a', 5, 1, 'queued', 'u', 5);
      INSERT INTO transfer_parts VALUES (7, 1, 5, 'e', 'crc32:AAAA');`);
    first.close();
    const database = openDatabase({ home, log });
    const { files } = createTransfersRepository(database);
    expect(files.get(7)).toMatchObject({ uploadId: 'u', verified: undefined, verifiedAt: undefined });
    expect(files.parts(7)).toEqual([{ number: 1, size: 5, etag: 'e', checksum: 'crc32:AAAA' }]);
    files.learn(7, { verified: 'checksum', verifiedAt: 9, checksum: 'crc32:AAAA' });
    files.change(7, ['queued'], 'done');
    expect(files.receiptCounts(1)).toEqual({ files: 1, bytes: 5, verified: 1 });
    database.close();
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
