import { useMemo, useState } from 'react';
import type { Capabilities, ConflictRule, Grant, GrantId, Place } from '../../../preload/contract/index.ts';
import { toErrorShape, type AppErrorShape } from '../../lib/index.ts';
import { useBackendLink, type BackendLink } from '../../rpc/index.ts';
import { droppedItems, pickedItems, type DroppedItem } from './dropped-items.ts';
import type { ListingState } from './listing.ts';
import { refusedNames } from './refused-names.ts';
import { texts } from './texts.ts';
import { UploadSender } from './upload-sender.ts';

/** What is about to be uploaded: named at its top level, so that taken names can be asked about first. */
interface Cargo {
  readonly names: readonly string[];
  readonly send: (rule: ConflictRule) => Promise<void>;
}

export interface Uploads {
  /** Files and folders that were dropped, into a place. False where nothing of it can be uploaded. */
  readonly drop: (data: DataTransfer, target: Place) => boolean;
  /** Files of an input element or of the clipboard. */
  readonly files: (files: readonly File[], target: Place) => void;
  /** The native dialog, where the host has one. */
  readonly pick: (kind: 'files' | 'folder', target: Place) => void;
  /** Names that are taken; to be asked about. */
  readonly conflict: readonly string[] | undefined;
  readonly resolve: (rule: ConflictRule | undefined) => void;
  readonly error: AppErrorShape | undefined;
  readonly clearError: () => void;
}

const whenConnected =
  ({ connection, tryNow }: BackendLink) =>
  (signal: AbortSignal): Promise<void> => {
    if (connection.state() === 'open') return Promise.resolve();
    tryNow();
    return new Promise((resolve, reject) => {
      const stop = connection.subscribe(() => {
        if (connection.state() === 'open') {
          stop();
          resolve();
        }
      });
      signal.addEventListener(
        'abort',
        () => {
          stop();
          reject(signal.reason);
        },
        { once: true },
      );
    });
  };

/** Names of `wanted` that are rows of the shown place already; undefined where that is not where they go. */
function takenNames({ rows, place }: ListingState, target: Place, wanted: readonly string[]): string[] | undefined {
  if (
    place === undefined ||
    place.connectionId !== target.connectionId ||
    place.bucket !== target.bucket ||
    place.prefix !== target.prefix
  ) {
    return undefined;
  }
  const keys = new Set(wanted.flatMap((name) => [`${target.prefix}${name}`, `${target.prefix}${name}/`]));
  return [...new Set(rows.findAll(keys).map((id) => rows.name(id)))];
}

/** Every way in: dropped, pasted and picked, as bytes or as paths, whichever the host takes. */
export function useUploads(
  capabilities: Capabilities,
  state: () => ListingState,
  events: {
    readonly onLost: (paths: readonly string[]) => void;
    /** Dropped, and nothing that can be uploaded: not there any more, not readable, or no file and no folder. */
    readonly onRefused: (names: readonly string[]) => void;
  },
): Uploads {
  const link = useBackendLink();
  const [waiting, setWaiting] = useState<{ readonly cargo: Cargo; readonly taken: readonly string[] }>();
  const [error, setError] = useState<AppErrorShape>();

  return useMemo(() => {
    const { client } = link;
    const launch = (cargo: Cargo, rule: ConflictRule): void => {
      cargo.send(rule).catch((thrown: unknown) => setError(toErrorShape(thrown)));
    };
    const start = (cargo: Cargo, target: Place): void => {
      setError(undefined);
      const now = state();
      const taken = takenNames(now, target, cargo.names);
      if (taken !== undefined && taken.length > 0) {
        setWaiting({ cargo, taken });
        return;
      }
      // What the table shows completely holds none of the names; otherwise nothing may be replaced unasked.
      launch(cargo, taken !== undefined && now.status === 'done' ? 'overwrite' : 'ask');
    };
    const bytes = (names: readonly string[], items: AsyncIterable<DroppedItem>, target: Place): Cargo => ({
      names,
      send: async (conflict) => {
        const sender = new UploadSender({
          transfers: client.transfers,
          files: client.files,
          whenConnected: whenConnected(link),
        });
        const title = texts.uploadTitle(names[0] ?? '', names.length - 1);
        const { lost } = await sender.send({ target, title, conflict, items });
        if (lost.length > 0) events.onLost(lost);
      },
    });
    const grants = (granted: readonly Pick<Grant, 'id' | 'name'>[], target: Place): Cargo => ({
      names: granted.map(({ name }) => name),
      send: async (conflict) => {
        const ids: GrantId[] = granted.map(({ id }) => id);
        await client.transfers.upload({ target, grants: ids, conflict });
      },
    });
    const startGranted = async (granting: Promise<readonly Grant[]> | undefined, target: Place): Promise<void> => {
      try {
        const granted = (await granting) ?? [];
        if (granted.length > 0) start(grants(granted, target), target);
      } catch (thrown) {
        setError(toErrorShape(thrown));
      }
    };
    const takesPaths = capabilities.dropped === 'paths' && link.grantDropped !== undefined;
    return {
      drop: (data, target) => {
        if (takesPaths) {
          const files = [...data.files];
          if (files.length === 0) return false;
          const granting = async (): Promise<readonly Grant[]> => {
            const granted = (await link.grantDropped?.(files)) ?? [];
            const refused = refusedNames(
              files.map(({ name }) => name),
              granted.map(({ name }) => name),
            );
            if (refused.length > 0) events.onRefused(refused);
            return granted;
          };
          void startGranted(granting(), target);
          return true;
        }
        const names = [...data.files].map(({ name }) => name);
        const items = droppedItems(data);
        if (items === undefined) return false;
        start(bytes(names, items, target), target);
        return true;
      },
      files: (files, target) => {
        if (files.length === 0) return;
        const names = [
          ...new Set(files.map((file) => (file.webkitRelativePath || file.name).split('/')[0] ?? file.name)),
        ];
        start(bytes(names, pickedItems(files), target), target);
      },
      pick: (kind, target) => {
        const picking = async (): Promise<readonly Grant[]> => (await client.host.pickSources({ kind })).grants;
        void startGranted(picking(), target);
      },
      conflict: waiting?.taken,
      resolve: (rule) => {
        setWaiting(undefined);
        if (waiting !== undefined && rule !== undefined) launch(waiting.cargo, rule);
      },
      error,
      clearError: () => setError(undefined),
    };
  }, [link, capabilities, state, events, waiting, error]);
}
