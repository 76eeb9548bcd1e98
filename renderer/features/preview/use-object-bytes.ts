import { useCallback } from 'react';
import type { Place } from '../../../preload/contract/index.ts';
import { useClient } from '../../rpc/index.ts';
import { useLoaded, type Loaded } from '../../ui/index.ts';
import { createObjectBytes, PreviewLimit, type ObjectBytes } from './object-bytes.ts';

export interface PreviewedObject {
  readonly place: Place;
  readonly objectKey: string;
  readonly size: number;
}

/** What came of looking: the file read, or why it could not be. */
export type Look<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'unreadable' };

/** The address that a preview is streamed from. */
export function useAddress({ place, objectKey }: PreviewedObject): Loaded<string> {
  const client = useClient();
  const { connectionId, bucket } = place;
  const load = useCallback(
    async (signal: AbortSignal) =>
      (await client.files.preview({ connectionId, bucket, key: objectKey }, { signal })).url,
    [client, connectionId, bucket, objectKey],
  );
  return useLoaded(load);
}

/**
 * Reads an object with one of this room's readers.
 * @param read a function that stays the same one; what it throws other than failures of the host means a broken file
 */
export function useLook<T>(
  { place, objectKey, size }: PreviewedObject,
  read: (object: ObjectBytes, key: string) => Promise<T>,
): Loaded<Look<T>> {
  const client = useClient();
  const { connectionId, bucket } = place;
  const load = useCallback(
    async (signal: AbortSignal): Promise<Look<T>> => {
      let hostFailure: Error | undefined;
      const address = async (): Promise<string> =>
        (await client.files.preview({ connectionId, bucket, key: objectKey }, { signal })).url;
      const object = createObjectBytes({ size, address, signal });
      const watched: ObjectBytes = {
        size,
        async read(start, end) {
          try {
            return await object.read(start, end);
          } catch (error) {
            if (error instanceof Error && !(error instanceof PreviewLimit || error instanceof RangeError))
              hostFailure = error;
            throw error;
          }
        },
      };
      try {
        return { kind: 'read', value: await read(watched, objectKey) };
      } catch (error) {
        if (hostFailure !== undefined) throw hostFailure;
        return { kind: error instanceof PreviewLimit ? 'too-large' : 'unreadable' };
      }
    },
    [client, connectionId, bucket, objectKey, size, read],
  );
  return useLoaded(load);
}
