import './progress-bar.css';
import type { ReactNode } from 'react';
import { ProgressBar as AriaProgressBar } from 'react-aria-components';

export interface ProgressBarProps {
  readonly label: string;
  /** 0 to 1; absent: nobody knows yet. */
  readonly value?: number | undefined;
  readonly tone?: 'accent' | 'muted' | 'danger' | 'success' | 'warning';
}

/** A thin bar; the figures beside it are the caller's. */
export function ProgressBar({ label, value, tone = 'accent' }: ProgressBarProps): ReactNode {
  return (
    <AriaProgressBar
      className={`progress progress-${tone}`}
      aria-label={label}
      minValue={0}
      maxValue={1}
      {...(value === undefined ? { isIndeterminate: true } : { value: Math.min(1, Math.max(0, value)) })}
    >
      {({ percentage, isIndeterminate }) => (
        <span
          className={`progress-fill${isIndeterminate ? ' is-unknown' : ''}`}
          style={isIndeterminate ? {} : { width: `${percentage ?? 0}%` }}
        />
      )}
    </AriaProgressBar>
  );
}
