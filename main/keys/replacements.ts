import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import {
  AppError,
  connectionId,
  type AppErrorShape,
  type ConnectionId,
  type CredentialDraft,
  type KeyReplacement,
} from '../../preload/contract/index.ts';
import { newId, type Clock } from '../base/index.ts';
import { createKeyLifeRepository, type AppDatabase, type StoredReplacement } from '../database/index.ts';
import type { Credential, Vault } from '../vault/index.ts';
import type { Volumes } from '../volumes/index.ts';

export interface ReplaceResult {
  readonly connectionId: ConnectionId;
  readonly error?: AppErrorShape;
}

/** Replaces a pair wherever it is used, all or nothing, and can put the old one back for a while. */
export interface Replacements {
  list(): KeyReplacement[];
  /** Who signs with exactly the pair of this connection, and who with its id and another secret. */
  plan(id: ConnectionId): Promise<{ same: ConnectionId[]; others: ConnectionId[] }>;
  /**
   * `patience`: milliseconds to wait for a new key to become known at its store. NOT_ALLOWED for the local connection,
   * SECRET_STORE_* (nothing has changed then).
   */
  replace(
    ids: readonly ConnectionId[],
    credential: CredentialDraft,
    options?: { readonly patience?: number },
  ): Promise<{ replacement?: KeyReplacement; results: ReplaceResult[] }>;
  undo(id: string): Promise<{ restored: ConnectionId[]; skipped: ConnectionId[] }>;
  letGo(id: string): Promise<void>;
  /** Erases pairs whose time is over. */
  sweep(): Promise<void>;
}

/** An old pair can be put back for a week. Milliseconds. */
const keptFor = 7 * 86_400_000;
/** Milliseconds between two tries while a store does not know its new key yet. */
const tryAgainAfter = 1500;

/** What is kept of a replacement, in the secret store. `next`: SHA-256 of the new secret, to know that it is still there. */
const keptSchema = z.strictObject({
  next: z.string(),
  pairs: z.array(
    z.strictObject({
      connectionId,
      accessKeyId: z.string(),
      secretAccessKey: z.string(),
      sessionToken: z.string().optional(),
    }),
  ),
});
type Kept = z.infer<typeof keptSchema>;

export function createReplacements(options: {
  readonly database: AppDatabase;
  readonly vault: Vault;
  readonly volumes: Pick<Volumes, 'try'>;
  readonly clock: Clock;
  readonly onChange: () => void;
  /** The connection has another pair now. */
  readonly onRenewed: (id: ConnectionId) => void;
}): Replacements {
  const { vault, volumes, clock, onChange, onRenewed } = options;
  const { connections, secrets } = vault;
  const repository = createKeyLifeRepository(options.database);
  const kept = new Map<string, StoredReplacement>(repository.replacements().items.map((item) => [item.id, item]));

  secrets.addHolder({
    addresses: () => Array.from(kept.values(), ({ secret }) => secret),
    moved(from, to) {
      for (const item of Array.from(kept.values())) {
        if (item.secret.account !== from.account || item.secret.place !== from.place) continue;
        const next = { ...item, secret: to };
        repository.saveReplacement(next);
        kept.set(next.id, next);
      }
    },
    changed: () => Promise.resolve(),
  });

  async function credentialOf(id: ConnectionId): Promise<Credential | undefined> {
    try {
      return await connections.credential(id);
    } catch (error) {
      if (error instanceof AppError && error.code === 'SECRET_MISSING') return undefined;
      throw error;
    }
  }

  /** Undefined where the store takes the pair. */
  async function test(
    id: ConnectionId,
    credential: CredentialDraft,
    patience: number,
  ): Promise<AppErrorShape | undefined> {
    const record = connections.get(id);
    const tried = volumes.try(record, credential);
    const until = clock.now() + patience;
    try {
      for (;;) {
        const bucket = record.lastPlace?.bucket;
        const named = record.pinnedBuckets.length === 0 && bucket !== undefined ? [bucket] : record.pinnedBuckets;
        const { ok, error } = await tried.volume.test({ buckets: named });
        if (ok) return undefined;
        // A key that was made a moment ago is not known everywhere at its store at once.
        if (error?.code !== 'ACCESS_KEY_UNKNOWN' || clock.now() >= until)
          return error ?? new AppError('STORE_ERROR').toShape();
        await pause(tryAgainAfter);
      }
    } finally {
      tried.close();
    }
  }

  async function swap(id: ConnectionId, credential: CredentialDraft): Promise<void> {
    await connections.update({ id, credential });
    onRenewed(id);
  }

  async function drop(item: StoredReplacement): Promise<void> {
    await secrets.forget([item.secret], () => repository.removeReplacement(item.id));
    kept.delete(item.id);
    onChange();
  }

  function need(id: string): StoredReplacement {
    const item = kept.get(id);
    if (!item) throw new AppError('KEY_NOT_FOUND', { key: id });
    return item;
  }

  const shown = ({ secret: _secret, ...rest }: StoredReplacement): KeyReplacement => rest;

  return {
    list: () => Array.from(kept.values(), shown).sort((a, b) => b.at - a.at),
    async plan(id) {
      const { accessKeyId } = connections.get(id);
      const own = await credentialOf(id);
      const same: ConnectionId[] = [id];
      const others: ConnectionId[] = [];
      for (const record of connections.list()) {
        if (record.local || record.id === id || record.accessKeyId !== accessKeyId) continue;
        const pair = await credentialOf(record.id);
        const isSame = own !== undefined && JSON.stringify(pair) === JSON.stringify(own);
        (isSame ? same : others).push(record.id);
      }
      return { same, others };
    },
    async replace(ids, credential, { patience = 0 } = {}) {
      const wanted = [...new Set(ids)];
      for (const id of wanted) if (connections.get(id).local) throw new AppError('NOT_ALLOWED', { connection: id });
      const results: ReplaceResult[] = await Promise.all(
        wanted.map(async (id) => {
          const error = await test(id, credential, patience);
          return { connectionId: id, ...(error === undefined ? {} : { error }) };
        }),
      );
      if (results.some(({ error }) => error !== undefined)) return { results };

      const pairs: Kept['pairs'] = [];
      for (const id of wanted) {
        const pair = await credentialOf(id);
        if (pair) pairs.push({ connectionId: id, ...pair });
      }
      const at = clock.now();
      const id = newId();
      let item: StoredReplacement | undefined;
      const secret: Kept = { next: digest(credential.secretAccessKey), pairs };
      // First the old pair is safe under a name of its own, then the first connection is changed.
      await secrets.store(`replaced-key:${id}`, JSON.stringify(secret), (to) => {
        item = {
          id,
          at,
          keptUntil: at + keptFor,
          oldAccessKeyId: pairs[0]?.accessKeyId ?? '',
          newAccessKeyId: credential.accessKeyId,
          connectionIds: wanted,
          secret: to,
        };
        repository.saveReplacement(item);
      });
      if (!item) throw new Error('the secret store did not commit');
      kept.set(id, item);
      const changed: ConnectionId[] = [];
      try {
        for (const connection of wanted) {
          await swap(connection, credential);
          changed.push(connection);
        }
      } catch (error) {
        // All or nothing: those that have the new pair get the old one back. Where that fails too, undo is still offered.
        for (const connection of changed) {
          const old = pairs.find((pair) => pair.connectionId === connection);
          if (old) await swap(connection, pairOf(old));
        }
        await drop(item);
        throw error;
      }
      onChange();
      return { replacement: shown(item), results };
    },
    async undo(id) {
      const item = need(id);
      const stored = await secrets.read(item.secret);
      const parsed = keptSchema.safeParse(stored === undefined ? undefined : parseJson(stored));
      if (!parsed.success) throw new AppError('SECRET_MISSING', { name: item.oldAccessKeyId });
      const restored: ConnectionId[] = [];
      const skipped: ConnectionId[] = [];
      const here = new Set(connections.list().map((record) => record.id));
      for (const pair of parsed.data.pairs) {
        const current = here.has(pair.connectionId) ? await credentialOf(pair.connectionId) : undefined;
        // Removed, or replaced once more since: that later choice stands.
        if (current && digest(current.secretAccessKey) === parsed.data.next) {
          await swap(pair.connectionId, pairOf(pair));
          restored.push(pair.connectionId);
        } else skipped.push(pair.connectionId);
      }
      await drop(item);
      return { restored, skipped };
    },
    letGo: (id) => drop(need(id)),
    async sweep() {
      for (const item of Array.from(kept.values())) if (item.keptUntil <= clock.now()) await drop(item);
    },
  };
}

const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

const pairOf = ({ accessKeyId, secretAccessKey, sessionToken }: Kept['pairs'][number]): CredentialDraft => ({
  accessKeyId,
  secretAccessKey,
  ...(sessionToken === undefined ? {} : { sessionToken }),
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
