import type { Job, JobId } from '../../preload/contract/index.ts';
import { type Watchable, createEmitter } from '../base/index.ts';

export interface JobsSnapshot {
  readonly jobs: Job[];
}
export interface JobsDelta {
  readonly upsert: Job[];
  readonly remove: JobId[];
}

export interface Feed extends Watchable<JobsSnapshot, JobsDelta> {
  /** A state or an error: told at once. */
  changed(id: JobId): void;
  /** States of many jobs: told at once, in one message. */
  changedAll(ids: Iterable<JobId>): void;
  /** Bytes or counts: gathered. */
  progressed(id: JobId): void;
  removed(id: JobId): void;
  close(): void;
}

/** Milliseconds between two messages of mere progress: ten a second. */
const gather = 100;

export function createFeed(options: {
  readonly view: (id: JobId) => Job | undefined;
  readonly all: () => Job[];
  /** Jobs whose speed has to be told although nothing moves. */
  readonly running: () => Iterable<JobId>;
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}): Feed {
  const emitter = createEmitter<JobsDelta>(options.onError);
  const dirty = new Set<JobId>();
  const gone = new Set<JobId>();
  let timer: NodeJS.Timeout | undefined;
  let last = 0;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    last = options.now();
    const ids = [...dirty];
    dirty.clear();
    const remove = [...gone];
    gone.clear();
    if (emitter.size === 0 || ids.length + remove.length === 0) return;
    const upsert = ids.flatMap((id) => options.view(id) ?? []);
    emitter.emit({ upsert, remove });
  };
  const soon = () => {
    timer ??= setTimeout(flush, Math.max(0, gather - (options.now() - last)));
  };
  const pulse = setInterval(() => {
    for (const id of options.running()) dirty.add(id);
    if (dirty.size > 0) soon();
  }, 1000);
  pulse.unref();

  return {
    snapshot: () => ({ jobs: options.all() }),
    subscribe: (listener) => emitter.subscribe(listener),
    changed(id) {
      dirty.add(id);
      flush();
    },
    changedAll(ids) {
      for (const id of ids) dirty.add(id);
      flush();
    },
    progressed(id) {
      dirty.add(id);
      soon();
    },
    removed(id) {
      dirty.delete(id);
      gone.add(id);
      flush();
    },
    close() {
      clearTimeout(timer);
      clearInterval(pulse);
    },
  };
}
