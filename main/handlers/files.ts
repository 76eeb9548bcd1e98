import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { Files } from '../files/index.ts';

export function createFilesHandlers({ files }: { readonly files: Files }): Handlers['files'] {
  return {
    preview: (input, { session }) => files.preview(input, session),
    save: (input, { session }) => files.save(input, session),
    saveArchive: (input, { session }) => files.saveArchive(input, session),
    async receive({ jobId, fileIds }, { session }) {
      return { addresses: await files.receive(jobId, fileIds, session) };
    },
    async dragOut(input, { session, signal }) {
      return { staged: await files.dragOut(input, session, signal) };
    },
  };
}
