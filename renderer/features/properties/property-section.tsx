import './properties.css';
import type { ReactNode } from 'react';

/** A titled part of the details, with what can be done at its end. */
export function PropertySection({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}): ReactNode {
  return (
    <section className="properties" aria-label={title}>
      <header className="properties-head">
        <h3 className="properties-title">{title}</h3>
        {action}
      </header>
      {children}
    </section>
  );
}
