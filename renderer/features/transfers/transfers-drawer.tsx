import './transfers-drawer.css';
import { useEffect, useId, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ErrorAction, Job, JobId, Place } from '../../../preload/contract/index.ts';
import { useClient } from '../../rpc/index.ts';
import { Splitter } from '../../ui/index.ts';
import type { Mend } from './job-mend.ts';
import { JobList } from './job-list.tsx';
import { AnswerDialog } from './answer-dialog.tsx';
import { createJobStore, endedBetween, type JobStore } from './job-store.ts';
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
  /** Where the user is: what forgotten uploads are looked for first. */
  readonly here?: Place | undefined;
  /** Opens the settings of transfers. */
  readonly onSettings?: () => void;
}

const heights = { min: 160, start: 300, max: 720 };

/** The queue at the foot of the window: one line, or the whole list. */
export function TransfersDrawer({
  isOpen,
  onOpenChange,
  showInFolder,
  onJobEnded,
  onErrorAction,
  here,
  onSettings,
}: TransfersDrawerProps): ReactNode {
  const client = useClient();
  const [store] = useState(() => createJobStore());
  const [height, setHeight] = useState(heights.start);
  const [asked, setAsked] = useState<JobId>();
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
  const needs = (): void => {
    store.getState().show('attention');
    onOpenChange(true);
  };
  const mend = (how: Mend, job: Job): void => {
    if (how.kind === 'action') actions.act(how.action, job);
    else if (how.kind === 'answer') setAsked(job.id);
    else onErrorAction?.(how.action, job);
  };
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
      <TransfersBar
        store={store}
        isOpen={isOpen}
        controls={id}
        onToggle={() => onOpenChange(!isOpen)}
        onMend={mend}
        onNeeds={needs}
        onSettings={onSettings}
      />
      {isOpen ? (
        <div id={id} className="transfers-drawer-body" style={{ height }}>
          <JobList
            store={store}
            actions={actions}
            showInFolder={showInFolder}
            onErrorAction={onErrorAction}
            here={here}
          />
        </div>
      ) : null}
      <TransfersLive store={store} />
      {asked === undefined ? null : <AnswerOf store={store} id={asked} onClose={() => setAsked(undefined)} />}
    </section>
  );
}

/** The question about names, asked from the line at the foot. */
function AnswerOf({
  store,
  id,
  onClose,
}: {
  readonly store: JobStore;
  readonly id: JobId;
  readonly onClose: () => void;
}): ReactNode {
  const job = useStore(store, (state) => state.jobs.get(id));
  return <AnswerDialog job={job} onClose={onClose} />;
}
