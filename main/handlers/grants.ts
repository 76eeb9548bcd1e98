import { type Stats } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { AppError, type GrantId, grantId } from '../../preload/contract/index.ts';
import { newId } from '../base/index.ts';
import type { Grants } from '../ports/index.ts';

export interface SessionGrants extends Grants {
  endSession(session: string): void;
}

/** Paths that one session may hold; a drop of more is a mistake. */
const mostPerSession = 100_000;

/** Turns paths that a person chose into unguessable names, each for one session and as long as that session lives. */
export function createGrants(): SessionGrants {
  const sessions = new Map<string, Map<string, { readonly path: string; readonly kind: 'file' | 'folder' }>>();
  return {
    async add(path, session) {
      const refused = (cause?: unknown) =>
        new AppError('PATH_NOT_GRANTED', { path: basename(path).slice(0, 255) }, { cause });
      // Device names of Windows are never a person's choice.
      if (!isAbsolute(path) || path.includes('\u0000') || /^[\\/]{2}[.?][\\/]/.test(path)) throw refused();
      let real: string;
      let facts: Stats;
      try {
        real = await realpath(path);
        facts = await stat(real);
      } catch (cause) {
        throw refused(cause);
      }
      const kind = facts.isDirectory() ? 'folder' : facts.isFile() ? 'file' : undefined;
      if (kind === undefined) throw refused();
      const held = sessions.get(session) ?? new Map<string, { path: string; kind: 'file' | 'folder' }>();
      if (held.size >= mostPerSession) throw new AppError('TOO_BUSY');
      sessions.set(session, held);
      const id: GrantId = grantId.parse(newId());
      held.set(id, { path: real, kind });
      const name = (basename(path) || path).slice(0, 512);
      return { id, name, kind, ...(kind === 'file' ? { size: facts.size } : {}) };
    },
    resolve(id, session) {
      const grant = sessions.get(session)?.get(id);
      if (!grant) throw new AppError('PATH_NOT_GRANTED');
      return grant;
    },
    endSession(session) {
      sessions.delete(session);
    },
  };
}
