import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type KeySubject, type KeyTool, type SecretPlace } from '../../preload/contract/index.ts';
import type { Clipboard, Presence } from '../ports/index.ts';
import type { Vault } from '../vault/index.ts';
import { toolFileName, toolSettings, type ToolFacts } from './tool-settings.ts';

/** Where settings with a secret go: never back to the interface. */
export type Outlet = { readonly kind: 'clipboard' } | { readonly kind: 'folder'; readonly path: string };

export interface HandOver {
  ways(subject: KeySubject): { clipboard: boolean; proof: 'passphrase' | 'system' | 'none'; place: SecretPlace };
  /** PASSPHRASE_WRONG, CANCELLED where the system's prompt was, SECRET_MISSING, TARGET_UNWRITABLE, TARGET_EXISTS. */
  give(wish: {
    readonly subject: KeySubject;
    readonly tool: KeyTool;
    readonly to: Outlet;
    readonly passphrase?: string | undefined;
  }): Promise<{ fileName?: string }>;
  /** Without the secret. */
  snippet(subject: KeySubject, tool: KeyTool): string;
}

/** Names that are tried in a folder that has the first already. */
const mostNames = 100;

export function createHandOver(options: {
  readonly vault: Vault;
  /** The embedded server's endpoint and region. */
  readonly local: () => { readonly endpoint?: string | undefined; readonly region: string };
  readonly ports: { readonly clipboard?: Clipboard; readonly presence?: Presence };
}): HandOver {
  const { vault, local, ports } = options;

  function facts(subject: KeySubject): Omit<ToolFacts, 'secretAccessKey' | 'sessionToken'> & { place: SecretPlace } {
    if (subject.kind === 'server-key') {
      const { accessKeyId, volumes, secretPlace } = vault.serverKeys.get(subject.id);
      const { endpoint = 'http://127.0.0.1:PORT', region } = local();
      const bucket = (volumes === '*' ? undefined : volumes[0]) ?? 'my-files';
      return { endpoint, region, addressing: 'path', accessKeyId, bucket, place: secretPlace };
    }
    const { endpoint, region, addressing, accessKeyId, pinnedBuckets, secretPlace } = vault.connections.get(subject.id);
    return { endpoint, region, addressing, accessKeyId, bucket: pinnedBuckets[0] ?? 'my-files', place: secretPlace };
  }

  async function withSecret(subject: KeySubject): Promise<ToolFacts> {
    const { place: _place, ...rest } = facts(subject);
    const pair =
      subject.kind === 'server-key'
        ? { secretAccessKey: vault.serverKeys.secretOf(subject.id) }
        : await vault.connections.credential(subject.id);
    // A line end or another control character would end the line of a configuration file and begin one of its own.
    if (Object.values(pair).some((part) => typeof part === 'string' && /[\u0000-\u001f\u007f]/.test(part)))
      throw new AppError('BAD_INPUT', { field: 'secret' });
    return { ...rest, ...pair };
  }

  const proofOf = (place: SecretPlace): 'passphrase' | 'system' | 'none' =>
    place === 'passphrase-file' ? 'passphrase' : ports.presence?.available() === true ? 'system' : 'none';

  async function prove(place: SecretPlace, passphrase: string | undefined): Promise<void> {
    const proof = proofOf(place);
    if (proof === 'passphrase') await vault.secrets.checkPassphrase(passphrase ?? '');
    if (
      proof === 'system' &&
      (await ports.presence?.prompt('show a secret key of Quayside to another program')) !== true
    )
      throw new AppError('CANCELLED');
  }

  return {
    ways(subject) {
      const { place } = facts(subject);
      return { clipboard: ports.clipboard !== undefined, proof: proofOf(place), place };
    },
    snippet(subject, tool) {
      const { place: _place, ...rest } = facts(subject);
      return toolSettings(tool, rest);
    },
    async give({ subject, tool, to, passphrase }) {
      await prove(facts(subject).place, passphrase);
      const settings = toolSettings(tool, await withSecret(subject));
      if (to.kind === 'folder') return { fileName: await writePrivately(to.path, toolFileName[tool], settings) };
      if (!ports.clipboard) throw new AppError('NOT_SUPPORTED', { reason: 'This host has no clipboard of its own.' });
      await ports.clipboard.writeSecret(settings);
      return {};
    },
  };
}

/** A new file that only its owner can read (mode 0600); never over one that is there. Gives its name. */
async function writePrivately(folder: string, wanted: string, content: string): Promise<string> {
  const dot = wanted.lastIndexOf('.');
  for (let number = 1; number <= mostNames; number += 1) {
    const name =
      number === 1 ? wanted : dot < 0 ? `${wanted} ${number}` : `${wanted.slice(0, dot)} ${number}${wanted.slice(dot)}`;
    try {
      const file = await open(join(folder, name), 'wx', 0o600);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      return name;
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
      if (code !== 'EEXIST') throw new AppError('TARGET_UNWRITABLE', { path: folder, code }, { cause });
    }
  }
  throw new AppError('TARGET_EXISTS', { path: wanted });
}
