import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes after which a new file is begun; one old one is kept. */
const largest = 5 * 1024 * 1024;

/**
 * Lines into `<home>/logs/quayside.log`, readable by this account only. Callers never hand in secrets. What cannot be
 * written is said once on stderr and then left: a full disk must not take the app down.
 */
export function openHostLog(home: string, now: () => Date = () => new Date()): (line: string) => void {
  const folder = join(home, 'logs');
  const file = join(folder, 'quayside.log');
  let told = false;
  let size: number | undefined;
  return (line) => {
    const text = `${now().toISOString()} ${line.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')}\n`;
    try {
      if (size === undefined) {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      }
      if (size > largest) {
        renameSync(file, `${file}.1`);
        size = 0;
      }
      appendFileSync(file, text, { mode: 0o600 });
      size += Buffer.byteLength(text);
    } catch (error) {
      if (!told) console.error(`The log cannot be written: ${error instanceof Error ? error.message : String(error)}`);
      told = true;
    }
  };
}
