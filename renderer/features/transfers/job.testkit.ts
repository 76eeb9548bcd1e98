import type { Job, JobId } from '../../../preload/contract/index.ts';

/** A job for tests; what is not given is that of an upload that runs. */
export function testJob(id: string, part: Partial<Job> = {}): Job {
  return {
    id: id as JobId,
    kind: 'upload',
    state: 'running',
    title: `job ${id}`,
    from: 'here',
    to: 'there',
    planning: false,
    filesTotal: 10,
    filesDone: 0,
    filesFailed: 0,
    filesSkipped: 0,
    filesAsking: 0,
    order: 1,
    bytesTotal: 1000,
    bytesDone: 0,
    rate: 0,
    createdAt: 1,
    canShow: false,
    ...part,
  };
}
