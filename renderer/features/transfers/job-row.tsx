import './job-row.css';
import { CircleHelp, GripVertical, ListTree, MoreHorizontal } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import type { Job } from '../../../preload/contract/index.ts';
import { displayName, format } from '../../lib/index.ts';
import { Button, IconButton, MenuButton, ObjectName, ProgressBar, useNow, type MenuEntry } from '../../ui/index.ts';
import { timeLeftWords } from './calm-time-left.ts';
import { actionIcon, kindIcon, stateIcon } from './job-icons.tsx';
import { mendOf, reasonOf, type Mend } from './job-mend.ts';
import { jobActions, jobEnded, jobFraction, jobStateWord, jobTone, type JobAction } from './job-words.ts';
import { texts } from './texts.ts';

export const jobRowHeight = 52;

/** What the menu of a row does beside its buttons. */
export type RowCommand = keyof typeof texts.menu;

export interface JobRowProps {
  readonly job: Job;
  readonly showInFolder: boolean;
  readonly isOpen: boolean;
  readonly onAction: (action: JobAction, job: Job) => void;
  readonly onMend: (mend: Mend, job: Job) => void;
  readonly onCommand: (command: RowCommand, job: Job) => void;
  readonly onToggle: (job: Job) => void;
}

function amount(job: Job): string {
  if (job.bytesTotal === 0) return '';
  const done = format.bytes(job.bytesDone);
  const total = format.bytes(job.bytesTotal);
  if (job.state === 'done') return total;
  return job.planning ? texts.bytesSoFar(done, total) : texts.bytesOf(done, total);
}

/** The figures under the bar, most telling first; nothing that is not known. */
function figures(job: Job): string {
  const parts = [amount(job)];
  if (job.state === 'running' && job.rate > 0) {
    parts.push(format.rate(job.rate));
    if (job.secondsLeft !== undefined && !job.planning) parts.push(timeLeftWords(job.secondsLeft));
  }
  return parts.filter((part) => part !== '').join(' · ');
}

function fileCount(job: Job): string {
  if (job.filesTotal === 0) return '';
  return job.state === 'done' && job.filesSkipped === 0
    ? texts.files(job.filesTotal, format.count(job.filesTotal))
    : texts.filesOf(
        format.count(job.filesDone + job.filesSkipped),
        job.filesTotal,
        `${format.count(job.filesTotal)}${job.planning ? '+' : ''}`,
      );
}

/** A delete leads nowhere, and files that the browser sends come from no path that is known here. */
function way(job: Job): string {
  if (job.to === '') return displayName(job.from);
  return displayName(job.from === '' ? texts.into(job.to) : texts.fromTo(job.from, job.to));
}

const barTone = { active: 'accent', idle: 'muted', good: 'success', warn: 'warning', bad: 'danger' } as const;

function menuOfJob(job: Job, showInFolder: boolean): readonly MenuEntry[] {
  const ended = jobEnded(job.state);
  const inQueue = ended ? { disabledReason: texts.whyNotInQueue } : {};
  const entry = (id: RowCommand, more: Partial<MenuEntry> = {}): MenuEntry => ({ id, label: texts.menu[id], ...more });
  return [
    ...(ended
      ? []
      : [
          entry('top', inQueue),
          entry('up', { shortcut: 'Alt ↑' }),
          entry('down', { shortcut: 'Alt ↓' }),
          entry('next', inQueue),
          entry('bottom', inQueue),
        ]),
    ...(job.filesAsking > 0 && !ended ? [entry('answer', { startsGroup: true })] : []),
    entry('receipt', {
      startsGroup: !ended,
      ...(job.kind === 'delete' ? { disabledReason: texts.whyNoReceipt } : {}),
    }),
    ...(job.kind === 'download' && !showInFolder ? [entry('copyPath')] : []),
  ];
}

/** Counts down to the next try of a waiting job. */
function RetryIn({ at }: { readonly at: number }): ReactNode {
  const now = useNow(1000, true);
  return <span className="job-row-way">{texts.retryIn(Math.ceil((at - now) / 1000))}</span>;
}

function Reason({ job }: { readonly job: Job }): ReactNode {
  const reason = reasonOf(job);
  if (job.state === 'waiting' && job.retryAt !== undefined) return <RetryIn at={job.retryAt} />;
  return <span className="job-row-way">{reason ?? <bdi>{way(job)}</bdi>}</span>;
}

/** One job: what, where it stands, how far it is, and what can be done. */
export const JobRow = memo(function JobRow({
  job,
  showInFolder,
  isOpen,
  onAction,
  onMend,
  onCommand,
  onToggle,
}: JobRowProps): ReactNode {
  const tone = jobTone(job.state);
  const files = fileCount(job);
  const mend = mendOf(job);
  const ended = jobEnded(job.state);
  /** Going on without an answer would only ask again. */
  const isUseful = (action: JobAction): boolean => job.waitingFor !== 'answer' || action !== 'resume';
  const isCommand = (id: string): id is RowCommand => Object.hasOwn(texts.menu, id);
  return (
    <div className="job-row">
      <div role="gridcell" className="job-row-what">
        <span className="job-row-grip" title={ended ? undefined : texts.dragHandle}>
          {ended ? null : <GripVertical aria-hidden />}
        </span>
        <span className="job-row-kind" title={texts.kind[job.kind]}>
          {kindIcon(job.kind)}
        </span>
        <div className="job-row-lines">
          <div className="job-row-title">
            <ObjectName name={job.title} />
          </div>
          <div className={`job-row-state tone-${tone}`}>
            {stateIcon(job.state)}
            <span className="job-row-word">{jobStateWord(job)}</span>
            <Reason job={job} />
          </div>
        </div>
      </div>
      <div role="gridcell" className="job-row-progress">
        {ended && job.state !== 'failed' ? null : (
          <ProgressBar label={texts.progressOf(job.title)} value={jobFraction(job)} tone={barTone[tone]} />
        )}
        <div className="job-row-figures">{figures(job)}</div>
      </div>
      <div role="gridcell" className="job-row-files">
        <div>{files}</div>
        <div className="job-row-figures">
          {job.filesFailed > 0 ? (
            <span className="tone-bad">{texts.failedFiles(job.filesFailed, format.count(job.filesFailed))}</span>
          ) : job.filesAsking > 0 && !ended ? (
            <span className="tone-warn">{texts.askingFiles(job.filesAsking, format.count(job.filesAsking))}</span>
          ) : job.filesSkipped > 0 ? (
            texts.skippedFiles(format.count(job.filesSkipped))
          ) : null}
        </div>
      </div>
      <div role="gridcell" className="job-row-actions">
        {mend === undefined ? null : (
          <Button
            size="small"
            className="job-row-mend"
            {...(mend.kind === 'answer' ? { icon: <CircleHelp aria-hidden /> } : {})}
            onPress={() => onMend(mend, job)}
          >
            {mend.label}
          </Button>
        )}
        <IconButton
          label={texts.actionOn(isOpen ? texts.hideFiles : texts.showFiles, job.title)}
          icon={<ListTree aria-hidden />}
          size="small"
          aria-expanded={isOpen}
          onPress={() => onToggle(job)}
        />
        {jobActions(job, { showInFolder })
          .filter(isUseful)
          .map((action) => (
            <IconButton
              key={action}
              label={texts.actionOn(texts.action[action], job.title)}
              icon={actionIcon(action)}
              size="small"
              onPress={() => onAction(action, job)}
            />
          ))}
        <MenuButton
          label={texts.actionOn(texts.more, job.title)}
          icon={<MoreHorizontal aria-hidden />}
          size="small"
          items={menuOfJob(job, showInFolder)}
          onAction={(id) => {
            if (isCommand(id)) onCommand(id, job);
          }}
        />
      </div>
    </div>
  );
});
