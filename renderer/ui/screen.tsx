import './cells.css';
import './screen.css';
import { useId, useRef, type ReactNode } from 'react';
import { useKeptFocus } from './use-kept-focus.ts';

export interface ScreenProps {
  readonly title: string;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** For forms: lines stay short. */
  readonly isNarrow?: boolean;
}

/** A page of its own in the middle of the window: heading, what it is for, and sections. */
export function Screen({ title, about, actions, children, isNarrow = false }: ScreenProps): ReactNode {
  const id = useId();
  const part = useRef<HTMLElement>(null);
  useKeptFocus(part);
  return (
    <section ref={part} className={`screen${isNarrow ? ' screen-narrow' : ''}`} aria-labelledby={id}>
      <div className="screen-body">
        <header className="screen-header">
          <div>
            <h1 id={id} className="screen-title">
              {title}
            </h1>
            {about === undefined ? null : <p className="screen-about">{about}</p>}
          </div>
          {actions === undefined ? null : <div className="screen-actions">{actions}</div>}
        </header>
        {children}
      </div>
    </section>
  );
}

export interface ScreenSectionProps {
  readonly title: string;
  readonly about?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A named part of a screen. */
export function ScreenSection({ title, about, actions, children }: ScreenSectionProps): ReactNode {
  const id = useId();
  return (
    <div role="group" className="screen-section" aria-labelledby={id}>
      <header className="screen-section-header">
        <div>
          <h2 id={id} className="screen-section-title">
            {title}
          </h2>
          {about === undefined ? null : <p className="screen-section-about">{about}</p>}
        </div>
        {actions}
      </header>
      {children}
    </div>
  );
}
