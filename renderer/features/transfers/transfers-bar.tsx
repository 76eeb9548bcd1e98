import './transfers-bar.css';
import { ChevronDown, ChevronUp, CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { format } from '../../lib/index.ts';
import { Badge, IconButton, ProgressBar, useNow } from '../../ui/index.ts';
import { isSettled, secondsAt, timeLeftWords, type CalmTime } from './calm-time-left.ts';
import type { JobStore } from './job-store.ts';
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
    totals.bytesTotal > 0
      ? totals.planning
        ? texts.bytesSoFar(done, total)
        : texts.bytesOf(done, total)
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
}

/** The queue in one line at the foot of the window. */
export function TransfersBar({ store, isOpen, controls, onToggle }: TransfersBarProps): ReactNode {
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
      {totals.needUser > 0 ? (
        <Badge tone="danger" icon={<CircleAlert aria-hidden />}>
          {texts.failures(totals.needUser, format.count(totals.needUser))}
        </Badge>
      ) : null}
    </div>
  );
}
