import { lstat, opendir, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { AppError, type Grant } from '../../preload/contract/index.ts';
import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { Grants, Ports } from '../ports/index.ts';

/** Entries of one folder that are shown; a larger one is said to be cut. */
const mostEntries = 5000;

export function createHostHandlers(deps: {
  readonly ports: Pick<Ports, 'capabilities' | 'dialogs' | 'opener' | 'paths'>;
  readonly grants: Grants;
  readonly version: string;
  /** Damaged state that was set aside while opening; nothing of it was thrown away. */
  readonly setAside: readonly { readonly keptAs: string }[];
}): Handlers['host'] {
  const { ports, grants, version, setAside } = deps;
  const { dialogs } = ports;
  const grantAll = async (paths: readonly string[], session: string): Promise<{ grants: Grant[] }> => {
    const granted: Grant[] = [];
    for (const path of paths) granted.push(await grants.add(path, session));
    return { grants: granted };
  };
  /** Where the system has its own dialogs, a page has no business naming paths. */
  const browsing = () => {
    if (dialogs || ports.capabilities.nativeDialogs) throw new AppError('NOT_ALLOWED');
  };

  return {
    capabilities: () => ({ ...ports.capabilities, version, setAside: setAside.map(({ keptAs }) => ({ keptAs })) }),
    async pickSources({ kind }, { session }) {
      if (!dialogs) throw new AppError('NOT_SUPPORTED', { feature: 'dialogs' });
      return grantAll(await dialogs.pickSources(kind, session), session);
    },
    async pickFolder({ purpose }, { session }) {
      if (!dialogs) throw new AppError('NOT_SUPPORTED', { feature: 'dialogs' });
      const path = await dialogs.pickFolder(purpose, session);
      return grantAll(path === undefined ? [] : [path], session);
    },
    async browse({ path, show }, { signal }) {
      browsing();
      return browse(path ?? ports.paths.userHome, show, signal);
    },
    async grantBrowsed({ paths }, { session }) {
      browsing();
      return grantAll(paths, session);
    },
    async openExternal({ url }) {
      const parsed = URL.canParse(url) ? new URL(url) : undefined;
      const plain = parsed?.protocol === 'https:' && parsed.username === '' && parsed.password === '';
      if (!parsed || !plain || /["\s\\\u0000-\u001f]/.test(url)) throw new AppError('ADDRESS_REFUSED');
      if (!ports.opener) throw new AppError('NOT_SUPPORTED', { feature: 'open-external' });
      await ports.opener.openExternal(parsed.href);
      return {};
    },
  };
}

interface Entry {
  name: string;
  path: string;
  kind: 'file' | 'folder';
  size?: number;
}

/** Folders first, each kind by name. What is neither file nor folder, or cannot be looked at, is left out. */
async function browse(asked: string, show: 'folders' | 'all', signal: AbortSignal) {
  if (!isAbsolute(asked) || asked.includes('\u0000')) throw new AppError('PATH_NOT_GRANTED', { path: basename(asked) });
  const entries: Entry[] = [];
  let truncated = false;
  let path = asked;
  try {
    path = await realpath(asked);
    for await (const { name } of await opendir(path)) {
      signal.throwIfAborted();
      if (entries.length >= mostEntries) {
        truncated = true;
        break;
      }
      const entry = await entryAt(join(path, name));
      if (entry && (show === 'all' || entry.kind === 'folder')) entries.push(entry);
    }
  } catch (cause) {
    if (signal.aborted) throw new AppError('CANCELLED', {}, { cause });
    throw new AppError('SOURCE_UNREADABLE', { path: basename(asked) }, { cause });
  }
  const order = (entry: Entry) => (entry.kind === 'folder' ? 0 : 1);
  entries.sort((a, b) => order(a) - order(b) || a.name.localeCompare(b.name, undefined, { numeric: true }));
  const parent = dirname(path);
  return { path, ...(parent === path ? {} : { parent }), entries, truncated };
}

async function entryAt(path: string): Promise<Entry | undefined> {
  const name = basename(path);
  if (name.length > 512 || path.length > 4096) return undefined;
  const facts = await lstat(path)
    .then((found) => (found.isSymbolicLink() ? stat(path) : found))
    .catch(() => undefined);
  if (facts?.isDirectory()) return { name, path, kind: 'folder' };
  return facts?.isFile() ? { name, path, kind: 'file', size: facts.size } : undefined;
}
