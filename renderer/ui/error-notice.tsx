import './error-notice.css';
import { AlertTriangle } from 'lucide-react';
import type { ReactNode } from 'react';
import { errorFacts, errorSentence, type AppErrorShape } from '../lib/index.ts';
import { Button } from './button.tsx';

export interface ErrorNoticeProps {
  readonly error: AppErrorShape;
  /** Does what `error.action` names; without it the button is left out. */
  readonly onAction?: (() => void) | undefined;
  /** Names the button where the error itself has nothing to offer. */
  readonly actionLabel?: string;
  /** `page`: in the middle of an empty pane. `inline`: a box among other things. `line`: title and detail only. */
  readonly look?: 'inline' | 'page' | 'line';
  /** `alert` (the default) is for what has just happened; `none` for an error listed with others. */
  readonly role?: 'alert' | 'none';
}

/** What happened, to which object, what is safe and what to do now; codes and ids under 'Details'. */
export function ErrorNotice({
  error,
  onAction,
  actionLabel,
  look = 'inline',
  role = 'alert',
}: ErrorNoticeProps): ReactNode {
  const sentence = errorSentence(error);
  const label = actionLabel ?? sentence.action;
  return (
    <div className={`error-notice error-notice-${look}`} {...(role === 'alert' ? { role } : {})}>
      {look === 'line' ? null : <AlertTriangle aria-hidden />}
      <div className="error-notice-body">
        <p className="error-notice-title">{sentence.title}</p>
        <p className="error-notice-detail">{sentence.detail}</p>
        {onAction === undefined || label === undefined ? null : (
          <div className="error-notice-action">
            <Button size={look === 'page' ? 'medium' : 'small'} onPress={onAction}>
              {label}
            </Button>
          </div>
        )}
        <details className="error-notice-facts">
          <summary>Details</summary>
          <dl>
            {errorFacts(error).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      </div>
    </div>
  );
}
