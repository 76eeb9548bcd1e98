import { AppError, type GrantId } from '../../preload/contract/index.ts';
import type { Handlers } from '../../preload/rpc/handlers.ts';
import type { Grants } from '../ports/index.ts';
import type { Limits, Transfers } from '../transfers/index.ts';

export function createTransfersHandlers(deps: {
  readonly transfers: Transfers;
  readonly grants: Grants;
  readonly limits: Limits;
}): Handlers['transfers'] {
  const { transfers, grants } = deps;
  const { receiving } = transfers;
  const folderOf = (id: GrantId, session: string): string => {
    const { path, kind } = grants.resolve(id, session);
    if (kind !== 'folder') throw new AppError('PATH_NOT_GRANTED');
    return path;
  };
  return {
    watch: () => transfers.watch,
    files: (input) => transfers.files(input),
    upload({ target, grants: chosen, conflict }, { session }) {
      const roots = chosen.map((id) => grants.resolve(id, session));
      return { jobId: transfers.upload({ target, roots, conflict }) };
    },
    receive: (input) => ({ jobId: receiving.begin(input) }),
    async addReceived({ jobId, files, folders }) {
      return { fileIds: await receiving.add(jobId, files, folders) };
    },
    seal({ jobId }) {
      receiving.seal(jobId);
      return {};
    },
    missing: ({ jobId }) => ({ files: receiving.missing(jobId) }),
    async dropReceived({ jobId, fileIds, reason }) {
      await receiving.drop(jobId, fileIds, reason);
      return {};
    },
    download: ({ source, into, conflict }, { session }) => ({
      jobId: transfers.download({ source, into: folderOf(into, session), conflict }),
    }),
    copy: (input) => ({ jobId: transfers.copy(input) }),
    rename: async (input) => ({ jobId: await transfers.rename(input) }),
    remove: (input) => ({ jobId: transfers.remove(input) }),
    async cancel({ jobId }) {
      await transfers.cancel(jobId);
      return {};
    },
    pause({ jobId }) {
      transfers.pause(jobId);
      return {};
    },
    resume({ jobId }) {
      transfers.resume(jobId);
      return {};
    },
    retry({ jobId }) {
      transfers.retry(jobId);
      return {};
    },
    async actOnAll({ action, jobIds }) {
      return { changed: await transfers.actOnAll(action, jobIds) };
    },
    move({ jobId, to }) {
      transfers.move(jobId, to);
      return {};
    },
    answer: (input) => ({ answered: transfers.answers.answer(input) }),
    limits: () => deps.limits,
    location: ({ jobId }) => ({ path: transfers.location(jobId) }),
    async forget({ jobId }) {
      await transfers.forget(jobId);
      return {};
    },
    receipt: (input) => transfers.receipts.receipt(input),
    verify: (input, { signal }) => transfers.receipts.verify({ ...input, signal }),
    async leftovers(input, { signal }) {
      return { uploads: await transfers.leftovers.list({ ...input, signal }) };
    },
    abortLeftovers: (input, { signal }) => transfers.leftovers.abort({ ...input, signal }),
    async show({ jobId }) {
      await transfers.show(jobId);
      return {};
    },
  };
}
