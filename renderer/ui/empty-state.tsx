import './empty-state.css';
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  readonly icon?: ReactNode;
  readonly title: string;
  /** One sentence that leads on. */
  readonly children?: ReactNode;
  /** One primary button, perhaps a second one. */
  readonly actions?: ReactNode;
}

/** What a place shows while there is nothing in it. */
export function EmptyState({ icon, title, children, actions }: EmptyStateProps): ReactNode {
  return (
    <div className="empty-state">
      {icon === undefined ? null : <div className="empty-state-icon">{icon}</div>}
      <h2 className="empty-state-title">{title}</h2>
      {children === undefined ? null : <p className="empty-state-text">{children}</p>}
      {actions === undefined ? null : <div className="empty-state-actions">{actions}</div>}
    </div>
  );
}
