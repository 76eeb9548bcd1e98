/** `npm run transfer`: the queue of the app without a window. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AppError, type Job } from '../../preload/contract/index.ts';
import { runTransfer, type TransferEnd } from '../transfer-command.ts';
import { UsageError } from './start-options.ts';
import { startProblem } from './start-problem.ts';
import { parseTransferArguments, transferUsage, type TransferArguments } from './transfer-options.ts';

process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'ExperimentalWarning') console.warn(`${warning.name}: ${warning.message}`);
});

/** Milliseconds between two lines of progress where nobody watches a terminal. */
const quietLine = 5000;

const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  });
}

try {
  const parsed = await parseTransferArguments(process.argv.slice(2), process.env);
  if (parsed === 'help') console.log(transferUsage);
  else process.exitCode = await run(parsed);
} catch (error) {
  if (interrupted.signal.aborted) {
    console.error('Stopped. With --home, the same command goes on from here.');
    process.exitCode = 130;
  } else {
    console.error(problemOf(error));
    process.exitCode = error instanceof AppError && error.code !== 'BAD_INPUT' ? 1 : 2;
  }
}

async function run({ home, order, store, json }: TransferArguments): Promise<number> {
  const temporary = home === undefined ? await mkdtemp(join(tmpdir(), 'quayside-transfer-')) : undefined;
  try {
    const show = progressLine();
    const end = await runTransfer({
      home: home ?? temporary ?? tmpdir(),
      order,
      store,
      onProgress: show,
      log: (line) => {
        // The steps of a fresh ledger are no news.
        if (!line.startsWith('database: applied')) process.stderr.write(`\r\u001b[K${line}\n`);
      },
      signal: interrupted.signal,
    });
    show(end.job, true);
    if (json) printJson(end);
    for (const file of end.failed) {
      process.stderr.write(`${JSON.stringify(file.path)}: ${file.error?.code ?? file.state}\n`);
    }
    if (end.deleted > 0) process.stderr.write(`${end.deleted} deleted at the target\n`);
    if (end.job.state !== 'done' && end.failed.length === 0) {
      process.stderr.write(`${end.job.state}: ${end.job.error?.code ?? 'no reason given'}\n`);
    }
    return end.job.state === 'done' ? 0 : 1;
  } finally {
    if (temporary !== undefined) await rm(temporary, { recursive: true, force: true });
  }
}

function progressLine(): (job: Job, last?: boolean) => void {
  const live = process.stderr.isTTY;
  let shownAt = 0;
  return (job, last = false) => {
    const now = Date.now();
    if (!last && !live && now - shownAt < quietLine) return;
    shownAt = now;
    const ended = job.filesDone + job.filesSkipped;
    const failed = job.filesFailed > 0 ? `, ${job.filesFailed} failed` : '';
    const skipped = job.filesSkipped > 0 ? `, ${job.filesSkipped} unchanged` : '';
    const state = job.waitingFor === undefined ? job.state : `waiting: ${job.waitingFor}`;
    const rate = job.rate > 0 ? `, ${(job.rate / 1024 ** 2).toFixed(1)} MiB/s` : '';
    const bytes = `${(job.bytesDone / 1024 ** 2).toFixed(1)} of ${(job.bytesTotal / 1024 ** 2).toFixed(1)} MiB`;
    const text = `${ended} of ${job.filesTotal} files${skipped}${failed}, ${bytes}${rate} (${state})`;
    process.stderr.write(live && !last ? `\r\u001b[K${text}` : `${live ? '\r\u001b[K' : ''}${text}\n`);
  };
}

/** One object, written in pages: a receipt of 100,000 files is no string of its own. */
function printJson(end: TransferEnd): void {
  const { job, deleted, verified, failed } = end;
  const { id, kind, state, filesTotal, filesDone, filesFailed, filesSkipped, bytesTotal, bytesDone, error } = job;
  const facts = { id, kind, state, filesTotal, filesDone, filesFailed, filesSkipped, bytesTotal, bytesDone, error };
  const head = JSON.stringify({ ...facts, deleted, verified, failed });
  process.stdout.write(`${head.slice(0, -1)},"files":[`);
  for (let offset = 0, total = 1; offset < total; offset += 500) {
    const page = end.receipt(offset);
    total = page.total;
    const rows = page.files.map((file) => JSON.stringify(file)).join(',');
    process.stdout.write(offset > 0 && rows !== '' ? `,${rows}` : rows);
  }
  process.stdout.write(']}\n');
}

function problemOf(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}\n\n${transferUsage}`;
  const refused = startProblem(error, undefined);
  if (refused !== undefined) return refused;
  if (error instanceof AppError && error.code === 'BAD_INPUT' && error.params.field === 'home') {
    return `${String(error.params.path)} is the home of the app or of another store: give this command a folder of its own.`;
  }
  if (error instanceof AppError) return `${error.code} ${JSON.stringify(error.params)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
