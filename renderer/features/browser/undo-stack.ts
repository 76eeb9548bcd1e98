import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Job, JobId } from '../../../preload/contract/index.ts';

/** A way back from something that was done. */
export interface UndoEntry {
  /** What would be undone, such as `Rename`. */
  readonly label: string;
  readonly run: () => Promise<void>;
  /** Asked once the job is done, where only the store knows. */
  readonly isPossible?: () => Promise<boolean>;
}
interface UndoState {
  readonly entries: readonly UndoEntry[];
}

/** What can be undone, newest last: one for the whole window, since a job may end long after its place was left. */
export interface UndoStack {
  readonly store: StoreApi<UndoState>;
  /** Once this job is done as a whole there is a way back; where it failed in part there is none. */
  readonly expect: (jobId: JobId, entry: UndoEntry) => void;
  /** Answers what can be undone from now on. Never rejects: what cannot be asked cannot be undone. */
  readonly jobEnded: (job: Job) => Promise<UndoEntry | undefined>;
  /** Takes the newest entry off the stack; the caller runs it. */
  readonly take: () => UndoEntry | undefined;
  /** Takes this one off. False where it is not there any more. */
  readonly remove: (entry: UndoEntry) => boolean;
}

const maxEntries = 50;

export function createUndoStack(): UndoStack {
  const store = createStore<UndoState>()(() => ({ entries: [] }));
  const expected = new Map<JobId, UndoEntry>();
  const remove = (entry: UndoEntry): boolean => {
    const { entries } = store.getState();
    if (!entries.includes(entry)) return false;
    store.setState({ entries: entries.filter((other) => other !== entry) });
    return true;
  };
  return {
    store,
    expect: (jobId, entry) => void expected.set(jobId, entry),
    jobEnded: async (job) => {
      const entry = expected.get(job.id);
      expected.delete(job.id);
      if (entry === undefined || job.state !== 'done' || job.filesSkipped > 0) return undefined;
      if (!(await possible(entry))) return undefined;
      store.setState(({ entries }) => ({ entries: [...entries, entry].slice(-maxEntries) }));
      return entry;
    },
    take: () => {
      const entry = store.getState().entries.at(-1);
      if (entry !== undefined) remove(entry);
      return entry;
    },
    remove,
  };
}

async function possible({ isPossible }: UndoEntry): Promise<boolean> {
  if (isPossible === undefined) return true;
  try {
    return await isPossible();
  } catch {
    // A key that may not ask for versions could not bring them back either.
    return false;
  }
}
