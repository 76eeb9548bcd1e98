import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createTransfersRepository, openDatabase } from '../index.ts';
import { migration as app } from './001-app.ts';
import { migration as transfers } from './010-transfers.ts';
import { migration as receipts } from './011-receipts.ts';

it('a queue of the version before keeps its order and its counts, and can be asked about names', () => {
  const home = mkdtempSync(join(tmpdir(), 'quayside-order-'));
  const log = () => {};
  try {
    const first = openDatabase({ home, log, migrations: [app, transfers, receipts] });
    first.sql.exec(`
      INSERT INTO transfer_jobs (seq, id, kind, state, title, source_text, target_text, spec, conflict, created_at)
        VALUES (1, 'a', 'upload', 'queued', 't', '', '', '{}', 'fail', 1),
               (2, 'b', 'upload', 'done', 't', '', '', '{}', 'fail', 1),
               (3, 'c', 'upload', 'paused', 't', '', '', '{}', 'fail', 1);
      INSERT INTO transfer_files (id, job, path, key, size, modified, state)
        VALUES (7, 1, 'x', 'x', 5, 1, 'queued'), (8, 1, 'y', 'y', 6, 1, 'done');`);
    first.close();
    const database = openDatabase({ home, log });
    const { jobs, files } = createTransfersRepository(database);
    expect(jobs.line().map(({ id }) => id)).toEqual(['a', 'c']);
    expect(jobs.get('a')).toMatchObject({ filesTotal: 2, filesDone: 1, bytesTotal: 11, filesAsking: 0, position: 1 });
    expect(files.ask(7, ['queued'], { size: 9, modified: 4 })).toBe(true);
    expect(jobs.get('a')).toMatchObject({ filesTotal: 2, filesAsking: 1 });
    expect(files.get(7)).toMatchObject({ state: 'asking', there: { size: 9, modified: 4 }, choice: undefined });
    expect(files.answer(1, 'skip')).toBe(1);
    expect(jobs.get('a')).toMatchObject({ filesAsking: 0, filesSkipped: 1, bytesDone: 5 });
    expect(files.get(7)).toMatchObject({ state: 'skipped', choice: 'skip' });
    // What is added goes behind everything that was there.
    jobs.add({
      id: 'd' as never,
      kind: 'copy',
      title: '',
      from: '',
      to: '',
      spec: '{}',
      conflict: 'ask',
      createdAt: 2,
    });
    expect(jobs.line().map(({ id }) => id)).toEqual(['a', 'c', 'd']);
    database.close();
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

it('files are found by a part of their path, and marks of a pattern mean themselves', () => {
  const home = mkdtempSync(join(tmpdir(), 'quayside-search-'));
  try {
    const database = openDatabase({ home, log: () => {} });
    const { jobs, files } = createTransfersRepository(database);
    const job = { id: 'j' as never, kind: 'copy', title: '', from: '', to: '', spec: '{}', createdAt: 1 } as const;
    const { seq } = jobs.add({ ...job, conflict: 'ask' });
    const paths = ['in/Report 100%.pdf', 'in/report_a.pdf', 'in/reportXa.pdf', 'in/other\\x'];
    files.add(
      seq,
      paths.map((path) => ({ path, key: path, size: 1, modified: 1, state: path.includes('X') ? 'failed' : 'queued' })),
    );
    const found = (search: string, state?: 'failed') =>
      files.page(seq, 0, 10, state, search).map(({ path }) => path.slice(3));
    expect(found('report')).toEqual(['Report 100%.pdf', 'report_a.pdf', 'reportXa.pdf']);
    expect(found('100%')).toEqual(['Report 100%.pdf']);
    expect(found('t_a')).toEqual(['report_a.pdf']);
    expect(found('\\')).toEqual(['other\\x']);
    expect(found('report', 'failed')).toEqual(['reportXa.pdf']);
    expect(files.count(seq, undefined, 'REPORT')).toBe(3);
    expect(files.count(seq, undefined, '')).toBe(4);
    database.close();
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
