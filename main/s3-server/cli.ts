/** `npm run s3`: the embedded server alone, for the user's own code and for test suites. */
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';

// Before anything else is imported: what was compiled once is not compiled again, which spares the compiler itself, half of
// the start and 30 MiB. In a place that is the user's alone, as what is in it runs. Where it cannot be written nothing is kept.
enableCompileCache(join(cacheHome(), 'quayside', 'compiled'));
const { runServeCommand } = await import('./serve-command.ts');
await runServeCommand(process.argv.slice(2), process.env);

function cacheHome(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  if (process.platform === 'win32' && local) return local;
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches');
  return xdg ? xdg : join(homedir(), '.cache');
}
