import './job-list.css';
import { ArrowLeftRight } from 'lucide-react';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ErrorAction, Job, JobId } from '../../../preload/contract/index.ts';
import { format } from '../../lib/index.ts';
import { Button, EmptyState, ErrorNotice, RadioGroup, VirtualList } from '../../ui/index.ts';
import { JobFiles } from './job-files.tsx';
import { JobRow, jobRowHeight } from './job-row.tsx';
import { jobFilters, shownJobs, type JobFilter, type JobStore } from './job-store.ts';
import { jobActions, jobMoves, jobStateWord, type JobAction } from './job-words.ts';
import { texts } from './texts.ts';
import type { JobActions } from './use-job-actions.ts';

export interface JobListProps {
  readonly store: JobStore;
  readonly actions: JobActions;
  readonly showInFolder: boolean;
  readonly onErrorAction?: ((action: ErrorAction, job: Job) => void) | undefined;
}

/** Actions that another part of the window has; the rest is done where the job was started. */
const elsewhere: ReadonlySet<ErrorAction> = new Set(['edit-connection', 'choose-secret-store', 'unlock-secrets']);

/** The open drawer: filters, the list of jobs, and beside it the files of one. */
export function JobList({ store, actions, showInFolder, onErrorAction }: JobListProps): ReactNode {
  const jobs = useStore(store, (state) => state.jobs);
  const order = useStore(store, (state) => state.order);
  const filter = useStore(store, (state) => state.filter);
  const totals = useStore(store, (state) => state.totals);
  const loaded = useStore(store, (state) => state.loaded);
  const show = useStore(store, (state) => state.show);
  const [openId, setOpenId] = useState<JobId>();
  const shown = useMemo(() => shownJobs(jobs, order, filter), [jobs, order, filter]);
  const open = openId === undefined ? undefined : jobs.get(openId);
  const toggle = useCallback((job: Job) => setOpenId((before) => (before === job.id ? undefined : job.id)), []);
  const counts: Readonly<Record<JobFilter, number>> = {
    all: jobs.size,
    active: totals.active + totals.paused,
    attention: totals.needUser,
    ended: totals.ended,
  };
  const of = (state: (job: Job) => boolean): readonly Job[] => [...jobs.values()].filter(state);

  /** What the error's button does here, where that can be done from the list. */
  const mend = (job: Job): (() => void) | undefined => {
    const action = job.error?.action;
    if (action === undefined) return undefined;
    const possible = jobActions(job, { showInFolder });
    const again: JobAction | undefined = possible.find((one) => one === 'retry' || one === 'resume');
    if (action === 'retry' || action === 'free-space')
      return again === undefined ? undefined : () => actions.act(again, job);
    return onErrorAction === undefined || !elsewhere.has(action) ? undefined : () => onErrorAction(action, job);
  };
  const onKey = (index: number, key: string): boolean => {
    const job = shown[index];
    if (job === undefined) return false;
    const possible = jobActions(job, { showInFolder });
    const meant =
      key === ' ' ? (['pause', 'resume'] as const) : key === 'Delete' ? (['forget', 'cancel'] as const) : [];
    const action = meant.find((one) => possible.includes(one));
    if (action === undefined) return false;
    actions.act(action, job);
    return true;
  };

  if (!loaded) return <p className="job-list-note">{texts.loading}</p>;
  if (jobs.size === 0)
    return (
      <EmptyState icon={<ArrowLeftRight aria-hidden />} title={texts.emptyTitle}>
        {texts.emptyHint}
      </EmptyState>
    );
  return (
    <>
      <div className="job-list-tools">
        <RadioGroup
          label={texts.filterLabel}
          isLabelHidden
          look="segments"
          value={filter}
          onChange={show}
          options={jobFilters.map((id) => ({
            id,
            label: counts[id] === 0 ? texts.filter[id] : texts.filterCount(texts.filter[id], format.count(counts[id])),
          }))}
        />
        <div className="job-list-bulk">
          {totals.active > 0 ? (
            <Button
              size="small"
              variant="ghost"
              onPress={() =>
                actions.actOnAll(
                  'pause',
                  of((job) => jobMoves(job.state)),
                )
              }
            >
              {texts.pauseAll}
            </Button>
          ) : null}
          {totals.paused > 0 ? (
            <Button
              size="small"
              variant="ghost"
              onPress={() =>
                actions.actOnAll(
                  'resume',
                  of((job) => job.state === 'paused'),
                )
              }
            >
              {texts.resumeAll}
            </Button>
          ) : null}
          {totals.needUser > 0 ? (
            <Button
              size="small"
              variant="ghost"
              onPress={() =>
                actions.actOnAll(
                  'retry',
                  of((job) => job.state === 'failed' || job.state === 'changed'),
                )
              }
            >
              {texts.retryAll}
            </Button>
          ) : null}
          <Button size="small" variant="ghost" isDisabled={totals.ended === 0} onPress={actions.clearEnded}>
            {texts.clearEnded}
          </Button>
        </div>
      </div>
      {actions.error === undefined ? null : (
        <div className="job-list-error">
          <ErrorNotice error={actions.error} onAction={actions.clearError} />
        </div>
      )}
      <div className="job-list-panes">
        <div className="job-list-jobs">
          {shown.length === 0 ? (
            <p className="job-list-note">{texts.emptyFilter}</p>
          ) : (
            <VirtualList
              label={texts.title}
              count={shown.length}
              rowHeight={jobRowHeight}
              rowKey={(index) => shown[index]?.id ?? ''}
              rowLabel={(index) => {
                const job = shown[index];
                return job === undefined ? '' : `${job.title}, ${jobStateWord(job)}`;
              }}
              selectedIndex={open === undefined ? -1 : shown.indexOf(open)}
              onEnter={(index) => {
                const job = shown[index];
                if (job !== undefined) toggle(job);
              }}
              onKey={onKey}
              renderRow={(index) => {
                const job = shown[index];
                return job === undefined ? null : (
                  <JobRow
                    job={job}
                    showInFolder={showInFolder}
                    isOpen={job.id === openId}
                    onAction={actions.act}
                    onToggle={toggle}
                  />
                );
              }}
            />
          )}
        </div>
        {open === undefined ? null : (
          <JobFiles key={open.id} job={open} onClose={() => setOpenId(undefined)} onErrorAction={mend(open)} />
        )}
      </div>
    </>
  );
}
