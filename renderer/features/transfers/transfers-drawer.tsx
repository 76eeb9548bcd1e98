import './transfers-drawer.css';
import { useEffect, useId, useState, type ReactNode } from 'react';
import type { ErrorAction, Job } from '../../../preload/contract/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Splitter } from '../../ui/index.ts';
import { JobList } from './job-list.tsx';
import { createJobStore, endedBetween } from './job-store.ts';
import { texts } from './texts.ts';
import { TransfersBar } from './transfers-bar.tsx';
import { TransfersLive } from './transfers-live.tsx';
import { useJobActions } from './use-job-actions.ts';

export interface TransfersDrawerProps {
  readonly isOpen: boolean;
  readonly onOpenChange: (isOpen: boolean) => void;
  /** The host can show a finished download (`capabilities.showInFolder`). */
  readonly showInFolder: boolean;
  /** A job has come to its end since the last look: what shows its place may look again. */
  readonly onJobEnded?: (job: Job) => void;
  /** What the button of a job's error asks for and the queue itself cannot do. */
  readonly onErrorAction?: (action: ErrorAction, job: Job) => void;
}

const heights = { min: 160, start: 300, max: 720 };

/** The queue at the foot of the window: one line, or the whole list. */
export function TransfersDrawer({
  isOpen,
  onOpenChange,
  showInFolder,
  onJobEnded,
  onErrorAction,
}: TransfersDrawerProps): ReactNode {
  const client = useClient();
  const [store] = useState(() => createJobStore());
  const [height, setHeight] = useState(heights.start);
  const actions = useJobActions(client);
  const id = useId();
  useEffect(
    () =>
      client.transfers.watch.subscribe(
        {},
        {
          snapshot: ({ jobs }) => store.getState().snapshot(jobs),
          delta: (delta) => store.getState().delta(delta),
        },
      ),
    [client, store],
  );
  useEffect(
    () =>
      onJobEnded === undefined
        ? undefined
        : store.subscribe((state, before) => {
            for (const job of endedBetween(before, state)) onJobEnded(job);
          }),
    [store, onJobEnded],
  );
  return (
    <section className="transfers-drawer" aria-label={texts.title}>
      {isOpen ? (
        <Splitter
          label={texts.resize}
          orientation="horizontal"
          value={height}
          min={heights.min}
          max={heights.max}
          onChange={setHeight}
          isAfter
          controls={id}
        />
      ) : null}
      <TransfersBar store={store} isOpen={isOpen} controls={id} onToggle={() => onOpenChange(!isOpen)} />
      {isOpen ? (
        <div id={id} className="transfers-drawer-body" style={{ height }}>
          <JobList store={store} actions={actions} showInFolder={showInFolder} onErrorAction={onErrorAction} />
        </div>
      ) : null}
      <TransfersLive store={store} />
    </section>
  );
}
