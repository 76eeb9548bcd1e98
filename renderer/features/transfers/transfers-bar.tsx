import './transfers-bar.css';
import { ChevronDown, ChevronUp, CircleAlert } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { useStore } from 'zustand';
import type { Job } from '../../../preload/contract/index.ts';
import { displayName, format } from '../../lib/index.ts';
import { Badge, Button, IconButton, ProgressBar, useNow } from '../../ui/index.ts';
import { isSettled, secondsAt, timeLeftWords, type CalmTime } from './calm-time-left.ts';
import { mendOf, reasonOf, type Mend } from './job-mend.ts';
import type { JobStore } from './job-store.ts';
import { jobNeedsUser } from './job-words.ts';
import { SpeedPopover } from './speed-popover.tsx';
import { texts } from './texts.ts';
import type { Totals } from './totals.ts';

function headline(totals: Totals): string {
  if (totals.active > 0) return texts.active(totals.active, format.count(totals.active));
  if (totals.paused > 0) return texts.paused(totals.paused, format.count(totals.paused));
  return totals.done > 0 ? texts.allDone(totals.done, format.count(totals.done)) : texts.idle;
}

function figures(totals: Totals, timeLeft: CalmTime | undefined, now: number): readonly string[] {
  if (totals.active === 0) return [];
  const done = format.bytes(totals.bytesDone);
  const total = format.bytes(totals.bytesTotal);
  const amount =
    totals.planning && totals.filesTotal > 0
      ? totals.bytesTotal > 0
        ? `${texts.bytesSoFar(done, total)} · ${texts.counting(format.count(totals.filesTotal))}`
        : texts.counting(format.count(totals.filesTotal))
      : totals.bytesTotal > 0
        ? texts.bytesOf(done, total)
        : totals.filesTotal > 0
          ? texts.filesOf(format.count(totals.filesDone), totals.filesTotal, format.count(totals.filesTotal))
          : texts.planning;
  return [
    amount,
    ...(totals.rate > 0 ? [format.rate(totals.rate)] : []),
    ...(timeLeft === undefined || !isSettled(timeLeft, now) ? [] : [timeLeftWords(secondsAt(timeLeft, now))]),
  ];
}

export interface TransfersBarProps {
  readonly store: JobStore;
  readonly isOpen: boolean;
  readonly controls: string;
  readonly onToggle: () => void;
  /** Does what helps a job; the drawer opens where the answer is in it. */
  readonly onMend: (mend: Mend, job: Job) => void;
  /** Opens the drawer with only what needs the user. */
  readonly onNeeds: () => void;
  readonly onSettings: (() => void) | undefined;
}

/** The queue in one line at the foot of the window. */
export function TransfersBar(props: TransfersBarProps): ReactNode {
  const { store, isOpen, controls, onToggle } = props;
  const totals = useStore(store, (state) => state.totals);
  const timeLeft = useStore(store, (state) => state.timeLeft);
  const now = useNow(1000, timeLeft !== undefined);
  return (
    <div className="transfers-bar">
      <IconButton
        label={isOpen ? texts.close : texts.open}
        icon={isOpen ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />}
        size="small"
        aria-expanded={isOpen}
        {...(isOpen ? { 'aria-controls': controls } : {})}
        onPress={onToggle}
      />
      <span className="transfers-bar-title">{texts.title}</span>
      <span className="transfers-bar-headline">{headline(totals)}</span>
      {totals.active > 0 ? (
        <span className="transfers-bar-progress">
          <ProgressBar label={texts.totalProgress} value={totals.fraction} />
        </span>
      ) : null}
      <span className="transfers-bar-figures">{figures(totals, timeLeft, now).join(' · ')}</span>
      {totals.needUser > 0 ? <Needs {...props} count={totals.needUser} /> : null}
      <SpeedPopover onSettings={props.onSettings} />
    </div>
  );
}

/** What needs the user: why, and the button that mends it, without the list being open. */
function Needs({ store, isOpen, count, onMend, onNeeds }: TransfersBarProps & { readonly count: number }): ReactNode {
  const jobs = useStore(store, (state) => state.jobs);
  const order = useStore(store, (state) => state.order);
  const job = useMemo(() => {
    const first = order.find((id) => {
      const one = jobs.get(id);
      return one !== undefined && jobNeedsUser(one);
    });
    return first === undefined ? undefined : jobs.get(first);
  }, [jobs, order]);
  const mend = job === undefined ? undefined : mendOf(job);
  const reason = job === undefined ? undefined : reasonOf(job);
  return (
    <span className="transfers-bar-needs">
      {isOpen || job === undefined || reason === undefined ? null : (
        <span className="transfers-bar-reason" title={texts.problemOf(displayName(job.title), reason)}>
          <bdi>{texts.problemOf(displayName(job.title), reason)}</bdi>
        </span>
      )}
      {isOpen || job === undefined || mend === undefined ? null : (
        <Button size="small" onPress={() => onMend(mend, job)}>
          {mend.label}
        </Button>
      )}
      <button type="button" className="transfers-bar-badge" title={texts.showFailures} onClick={() => onNeeds()}>
        <Badge tone="danger" icon={<CircleAlert aria-hidden />}>
          {texts.failures(count, format.count(count))}
        </Badge>
      </button>
    </span>
  );
}
