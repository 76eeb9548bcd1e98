import type { ConnectionId } from '../../../preload/contract/index.ts';
import type { Client } from '../../rpc/index.ts';
import type { RowParcel } from './browser-types.ts';

/** Deletes of more objects, or of folders, are not taken back from here. */
const maxKeys = 100;

export const couldBringBack = ({ selection }: RowParcel): boolean =>
  selection.prefixes.length === 0 && selection.keys.length <= maxKeys;

interface Deleted {
  readonly connectionId: ConnectionId;
  readonly bucket: string;
  readonly key: string;
}

/** The delete marker that hides an object; undefined where its bucket keeps no versions, or it is there again. */
async function markerOf(client: Client, object: Deleted): Promise<string | undefined> {
  const { versions } = await client.properties.versions({ ...object, limit: 1 });
  const [newest] = versions;
  return newest?.isDeleteMarker === true ? newest.versionId : undefined;
}

/** Whether what was deleted is only hidden: asked of the first object, since a bucket keeps versions of all or of none. */
export async function isOnlyHidden(client: Client, { connectionId, bucket, selection }: RowParcel): Promise<boolean> {
  const [key] = selection.keys;
  return key !== undefined && (await markerOf(client, { connectionId, bucket, key })) !== undefined;
}

/** Takes the delete markers away again, one after the other. */
export async function bringBack(client: Client, { connectionId, bucket, selection }: RowParcel): Promise<void> {
  for (const key of selection.keys) {
    const versionId = await markerOf(client, { connectionId, bucket, key });
    if (versionId !== undefined) await client.properties.removeVersion({ connectionId, bucket, key, versionId });
  }
}
