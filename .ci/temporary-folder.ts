import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for everything that the tests of one run write, gone when the run ends, however its tests ended. */
export default function ownTemporaryFolder(): () => void {
  // Short: sockets lie in it, and their paths may have 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'qs-'));
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
