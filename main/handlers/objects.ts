import type { Handlers } from '../../preload/rpc/handlers.ts';
import { addSamples, sampleFolder } from '../samples/index.ts';
import { createFolder, measureSelection, type ListPage, type Volumes } from '../volumes/index.ts';

/** The empty object that stands for the folder itself is not below it. */
function withoutMarker(page: ListPage, prefix: string): ListPage {
  const at = prefix === '' ? -1 : page.keys.indexOf(prefix);
  if (at < 0 || page.sizes[at] !== 0) return page;
  const cut = <T>(column: readonly T[]): T[] => column.toSpliced(at, 1);
  return {
    ...page,
    keys: cut(page.keys),
    sizes: cut(page.sizes),
    modified: cut(page.modified),
    etags: cut(page.etags),
    storageClasses: cut(page.storageClasses),
  };
}

export function createObjectsHandlers(deps: { readonly volumes: Volumes }): Handlers['objects'] {
  const { volumes } = deps;
  return {
    async list({ connectionId, bucket, prefix, recursive, token, limit }, { signal }) {
      const volume = await volumes.of(connectionId);
      const delimiter = recursive ? undefined : '/';
      const page = await volume.list({ bucket, prefix, delimiter, token, limit, signal });
      return recursive ? page : withoutMarker(page, prefix);
    },
    async head({ connectionId, bucket, key }, { signal }) {
      const volume = await volumes.of(connectionId);
      const head = await volume.head({ bucket, key, signal });
      return {
        ...head,
        checksums: head.checksums.map((checksum) => ({ ...checksum })),
        metadata: { ...head.metadata },
      };
    },
    async createFolder({ connectionId, bucket, key }, { signal }) {
      const volume = await volumes.of(connectionId);
      await createFolder(volume, { bucket, key, signal });
      return {};
    },
    async addSamples({ connectionId, bucket }, { signal }) {
      const volume = await volumes.of(connectionId);
      await addSamples(volume, { bucket, signal });
      return { prefix: sampleFolder };
    },
    async measure({ connectionId, bucket, selection }, { signal }) {
      const volume = await volumes.of(connectionId);
      return measureSelection(volume, { bucket, selection, signal });
    },
  };
}
