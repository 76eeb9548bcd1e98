import './banner.css';
import { AlertTriangle, Info } from 'lucide-react';
import type { ReactNode } from 'react';

export interface BannerProps {
  readonly tone: 'info' | 'warning' | 'danger';
  readonly children: ReactNode;
  readonly actions?: ReactNode;
  readonly icon?: ReactNode;
  /** `alert` interrupts a screen reader; keep `status` for what can wait. */
  readonly role?: 'status' | 'alert';
}

/** One line across a pane about the state that it is in. */
export function Banner({ tone, children, actions, icon, role = 'status' }: BannerProps): ReactNode {
  return (
    <div className={`banner banner-${tone}`} role={role}>
      {icon ?? (tone === 'info' ? <Info aria-hidden /> : <AlertTriangle aria-hidden />)}
      <div className="banner-text">{children}</div>
      {actions === undefined ? null : <div className="banner-actions">{actions}</div>}
    </div>
  );
}
