import { Clock, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LimitedBy } from '../../../preload/contract/index.ts';
import { format } from '../../lib/index.ts';
import { Spinner } from '../../ui/index.ts';
import { texts } from './texts.ts';

export interface EndNoticeProps {
  /** Undefined while it is being worked out. */
  readonly end: { readonly expiresAt: number; readonly limitedBy: LimitedBy } | undefined;
  readonly isWorking: boolean;
  readonly now: number;
  /** Further sentences, each of its own line. */
  readonly notes: readonly string[];
}

/** When a link will truly end, and why sooner than was asked; said before it is made. */
export function EndNotice({ end, isWorking, now, notes }: EndNoticeProps): ReactNode {
  const reasons = [...(end === undefined ? [] : [texts.limit[end.limitedBy]]), ...notes].filter((text) => text !== '');
  return (
    <div className="share-end" role="status">
      {end === undefined ? (
        isWorking ? (
          <p>
            <Spinner label={texts.foreseeing} /> {texts.foreseeing}
          </p>
        ) : null
      ) : (
        <p className="share-end-when">
          <Clock aria-hidden />
          {texts.willWorkUntil(format.when(end.expiresAt), format.relative(end.expiresAt, now))}
        </p>
      )}
      {reasons.map((reason) => (
        <p key={reason} className="share-end-why">
          <Info aria-hidden />
          {reason}
        </p>
      ))}
    </div>
  );
}
