import { useEffect } from 'react';
import type { Job, JobId } from '../../../preload/contract/index.ts';
import type { Client } from '../../rpc/index.ts';
import type { Listing } from './listing.ts';

/** Milliseconds between two readings of a place while a job is filling or emptying it. */
const pause = 2000;
/** Longer listings are read again only when the job has ended: each reading costs the store a page a thousand rows. */
const maxRows = 3000;

const touches = (job: Job, { place }: ReturnType<Listing['store']['getState']>): boolean =>
  job.kind !== 'download' &&
  job.place !== undefined &&
  place !== undefined &&
  job.place.connectionId === place.connectionId &&
  job.place.bucket === place.bucket &&
  // Its effect is seen here where one of the two lies in the other.
  (job.place.prefix.startsWith(place.prefix) || place.prefix.startsWith(job.place.prefix));

/** Shows what a running job has done so far: files appear while the rest of them are still on their way. */
export function useRunningRefresh(client: Client, listing: Listing): void {
  useEffect(() => {
    const seen = new Map<JobId, number>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = (jobs: readonly Job[]): void => {
      const state = listing.store.getState();
      for (const job of jobs) {
        const before = seen.get(job.id);
        seen.set(job.id, job.filesDone);
        if (before === undefined ? job.filesDone === 0 : before === job.filesDone) continue;
        if (job.state !== 'running' || timer !== undefined || !touches(job, state)) continue;
        if (state.rows.count > maxRows || document.visibilityState === 'hidden') continue;
        timer = setTimeout(() => {
          timer = undefined;
          const { status, isRefreshing } = listing.store.getState();
          if (status === 'done' && !isRefreshing) listing.refresh();
        }, pause);
      }
    };
    const stop = client.transfers.watch.subscribe(
      {},
      {
        snapshot: ({ jobs }) => {
          seen.clear();
          for (const job of jobs) seen.set(job.id, job.filesDone);
        },
        delta: ({ upsert, remove }) => {
          look(upsert);
          for (const id of remove) seen.delete(id);
        },
        // The drawer follows the same stream and says what is wrong with it.
        error: () => clearTimeout(timer),
      },
    );
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [client, listing]);
}
