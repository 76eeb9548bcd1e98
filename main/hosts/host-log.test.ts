import { mkdtemp, readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openHostLog } from './host-log.ts';

const now = () => new Date(0);

test('lines have a time and no line ends or control codes of their own', async () => {
  const home = await mkdtemp(join(tmpdir(), 'quayside-home-'));
  const log = openHostLog(home, now);
  log('one');
  log('two\n1970 forged\u001b[31m');
  expect(await readFile(join(home, 'logs/quayside.log'), 'utf8')).toBe(
    '1970-01-01T00:00:00.000Z one\n1970-01-01T00:00:00.000Z two 1970 forged [31m\n',
  );
});

test('it is bounded: one old file is kept', async () => {
  const home = await mkdtemp(join(tmpdir(), 'quayside-home-'));
  const log = openHostLog(home, now);
  for (let n = 0; n < 30; n += 1) log('x'.repeat(1024 * 1024));
  expect((await readdir(join(home, 'logs'))).toSorted()).toEqual(['quayside.log', 'quayside.log.1']);
});

test('what cannot be written is said once and stops nothing', async () => {
  const home = join(await mkdtemp(join(tmpdir(), 'quayside-home-')), 'file');
  await writeFile(home, '');
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const log = openHostLog(home, now);
  log('one');
  log('two');
  expect(said).toHaveBeenCalledTimes(1);
  said.mockRestore();
});
