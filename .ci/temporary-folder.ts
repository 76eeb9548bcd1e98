import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for everything that the tests of one run write, gone when the run ends, however its tests ended. */
export default function ownTemporaryFolder(): () => void {
  // Short: sockets lie in it, and their paths may have 107 bytes.
  const folder = mkdtempSync(join(tmpdir(), 'qs-'));
  // Some tests are another user, who must be able to pass through; the folders in it stay closed.
  chmodSync(folder, 0o711);
  for (const name of ['TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
