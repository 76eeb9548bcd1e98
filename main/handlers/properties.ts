import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { Volumes } from '../volumes/index.ts';

export function createPropertiesHandlers({ volumes }: { readonly volumes: Volumes }): Handlers['properties'] {
  return {
    async tags({ connectionId, ...place }, { signal }) {
      const volume = await volumes.of(connectionId);
      const tags = await volume.properties.tags({ ...place, signal });
      return { tags: tags.map((tag) => ({ ...tag })) };
    },
    async setTags({ connectionId, ...place }, { signal }) {
      const volume = await volumes.of(connectionId);
      await volume.properties.setTags({ ...place, signal });
      return {};
    },
    async versions({ connectionId, ...place }, { signal }) {
      const volume = await volumes.of(connectionId);
      const { versions, complete } = await volume.properties.versions({ ...place, signal });
      return { versions: versions.map((version) => ({ ...version })), complete };
    },
    async restoreVersion({ connectionId, ...place }, { signal }) {
      const volume = await volumes.of(connectionId);
      const { versionId } = await volume.properties.restoreVersion({ ...place, signal });
      return versionId === undefined ? {} : { versionId };
    },
    async removeVersion({ connectionId, ...place }, { signal }) {
      const volume = await volumes.of(connectionId);
      await volume.properties.removeVersion({ ...place, signal });
      return {};
    },
    async change({ connectionId, ...what }, { signal }) {
      const volume = await volumes.of(connectionId);
      const { changed, problems } = await volume.properties.change({ ...what, signal });
      return { changed, problems: problems.map((problem) => ({ ...problem })) };
    },
  };
}
