import './job-list.css';
import { ArrowLeftRight } from 'lucide-react';
import { useCallback, useMemo, useState, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { ErrorAction, Job, JobId, Place } from '../../../preload/contract/index.ts';
import { EmptyState, ErrorNotice, VirtualList } from '../../ui/index.ts';
import { AnswerDialog } from './answer-dialog.tsx';
import { JobFiles } from './job-files.tsx';
import { mendOf, type Mend } from './job-mend.ts';
import { JobRow, jobRowHeight, type RowCommand } from './job-row.tsx';
import { shownJobs, type JobStore } from './job-store.ts';
import { JobTools } from './job-tools.tsx';
import { jobActions, jobEnded, jobStateWord } from './job-words.ts';
import { LeftoversDialog } from './leftovers-dialog.tsx';
import { NamesDialog } from './names-dialog.tsx';
import { placeAfter, queueOf, stepOf, type MoveTo } from './queue-moves.ts';
import { ReceiptDialog } from './receipt-dialog.tsx';
import { texts } from './texts.ts';
import type { JobActions } from './use-job-actions.ts';
import { useReorder } from './use-reorder.ts';

export interface JobListProps {
  readonly store: JobStore;
  readonly actions: JobActions;
  readonly showInFolder: boolean;
  readonly onErrorAction?: ((action: ErrorAction, job: Job) => void) | undefined;
  /** Where the user is: what forgotten uploads are looked for first. */
  readonly here?: Place | undefined;
}

type Open = { readonly kind: 'answer' | 'receipt'; readonly id: JobId } | { readonly kind: 'leftovers' | 'names' };

/** The open drawer: filters, the list of jobs, and beside it the files of one. */
export function JobList({ store, actions, showInFolder, onErrorAction, here }: JobListProps): ReactNode {
  const jobs = useStore(store, (state) => state.jobs);
  const order = useStore(store, (state) => state.order);
  const filter = useStore(store, (state) => state.filter);
  const search = useStore(store, (state) => state.search);
  const loaded = useStore(store, (state) => state.loaded);
  const [openId, setOpenId] = useState<JobId>();
  const [dialog, setDialog] = useState<Open>();
  const [said, setSaid] = useState('');
  const shown = useMemo(() => shownJobs(jobs, order, filter, search), [jobs, order, filter, search]);
  const queue = useMemo(() => queueOf(jobs, order), [jobs, order]);
  const open = openId === undefined ? undefined : jobs.get(openId);
  const toggle = useCallback((job: Job) => setOpenId((before) => (before === job.id ? undefined : job.id)), []);
  const closeDialog = useCallback(() => setDialog(undefined), []);
  const move = useCallback(
    (id: JobId, to: MoveTo) => {
      setSaid(texts.moved(placeAfter(queue, id, to), queue.length));
      actions.move(id, to);
    },
    [actions, queue],
  );
  const reorder = useReorder(queue, move);

  const mend = useCallback(
    (how: Mend, job: Job): void => {
      if (how.kind === 'action') actions.act(how.action, job);
      else if (how.kind === 'answer') setDialog({ kind: 'answer', id: job.id });
      else onErrorAction?.(how.action, job);
    },
    [actions, onErrorAction],
  );
  const command = useCallback(
    (what: RowCommand, job: Job): void => {
      switch (what) {
        case 'answer':
        case 'receipt':
          setDialog({ kind: what, id: job.id });
          break;
        case 'copyPath':
          actions.copyPath(job);
          break;
        case 'next':
          move(job.id, 'next');
          break;
        case 'top':
        case 'up':
        case 'down':
        case 'bottom': {
          const to = stepOf(queue, job.id, what);
          if (to !== undefined) move(job.id, to);
        }
      }
    },
    [actions, move, queue],
  );
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
  const rowClass = (job: Job): string => {
    const mark = reorder.mark?.id === job.id ? (reorder.mark.below ? ' is-drop-below' : ' is-drop-above') : '';
    return `job-list-row${mark}${reorder.dragged === job.id ? ' is-dragged' : ''}`;
  };
  const mendOpen = open === undefined ? undefined : mendOf(open);

  if (!loaded) return <p className="job-list-note">{texts.loading}</p>;
  const dialogs = (
    <>
      {dialog?.kind === 'leftovers' ? <LeftoversDialog here={here} onClose={closeDialog} /> : null}
      {dialog?.kind === 'names' ? <NamesDialog onClose={closeDialog} /> : null}
      {dialog?.kind === 'answer' ? <AnswerDialog job={jobs.get(dialog.id)} onClose={closeDialog} /> : null}
      {dialog?.kind === 'receipt' ? <ReceiptDialog job={jobs.get(dialog.id)} onClose={closeDialog} /> : null}
    </>
  );
  const tools = (
    <JobTools
      store={store}
      actions={actions}
      onLeftovers={() => setDialog({ kind: 'leftovers' })}
      onNames={() => setDialog({ kind: 'names' })}
    />
  );
  if (jobs.size === 0)
    return (
      <>
        {tools}
        <EmptyState icon={<ArrowLeftRight aria-hidden />} title={texts.emptyTitle}>
          {texts.emptyHint}
        </EmptyState>
        {dialogs}
      </>
    );
  return (
    <>
      {tools}
      {actions.error === undefined ? null : (
        <div className="job-list-error">
          <ErrorNotice error={actions.error} onAction={actions.clearError} />
        </div>
      )}
      <div className="job-list-panes">
        <div
          className="job-list-jobs"
          role="presentation"
          onKeyDownCapture={(event) => reorder.onKeyDown(event, (index) => shown[index]?.id)}
        >
          {shown.length === 0 ? (
            <p className="job-list-note">
              {search.trim() === '' ? texts.emptyFilter : texts.emptySearch(search.trim())}
            </p>
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
                  <div
                    role="presentation"
                    className={rowClass(job)}
                    {...(jobEnded(job.state) ? {} : reorder.rowEvents(job.id))}
                  >
                    <JobRow
                      job={job}
                      showInFolder={showInFolder}
                      isOpen={job.id === openId}
                      onAction={actions.act}
                      onMend={mend}
                      onCommand={command}
                      onToggle={toggle}
                    />
                  </div>
                );
              }}
            />
          )}
        </div>
        {open === undefined ? null : (
          <JobFiles
            key={open.id}
            job={open}
            onClose={() => setOpenId(undefined)}
            onErrorAction={mendOpen === undefined ? undefined : () => mend(mendOpen, open)}
            onAnswer={() => setDialog({ kind: 'answer', id: open.id })}
            onNames={() => setDialog({ kind: 'names' })}
          />
        )}
      </div>
      <div className="visually-hidden" role="status">
        {said}
      </div>
      {dialogs}
    </>
  );
}
