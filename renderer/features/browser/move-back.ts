import type { Place, Selection } from '../../../preload/contract/index.ts';
import type { Client } from '../../rpc/index.ts';
import type { RowParcel } from './browser-types.ts';

/** Names that are looked up at the target before a move: more are moved without a way back. */
const maxChecked = 200;

/** Where rows are after they went to a place. */
export function movedSelection({ base, selection }: RowParcel, target: Place): Selection {
  const moved = (key: string): string => target.prefix + key.slice(base.length);
  return { keys: selection.keys.map(moved), prefixes: selection.prefixes.map(moved) };
}

/**
 * Whether a move can be taken back: none of its names is taken at the target, so nothing gets another name there or is
 * mixed with what was there before.
 */
export async function canMoveBack(client: Client, parcel: RowParcel, target: Place): Promise<boolean> {
  const { connectionId, bucket } = target;
  const moved = movedSelection(parcel, target);
  if (moved.keys.length + moved.prefixes.length > maxChecked) return false;
  const taken = await Promise.all(
    [...moved.keys, ...moved.prefixes].map(async (name) => {
      const page = await client.objects.list({ connectionId, bucket, prefix: name, recursive: true, limit: 1 });
      return page.keys.some((key) => key === name || name.endsWith('/'));
    }),
  );
  return !taken.includes(true);
}
