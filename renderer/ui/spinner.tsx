import './spinner.css';
import type { ReactNode } from 'react';

/** Something is going on and there is no measure for it. */
export function Spinner({ label, size = 14 }: { readonly label: string; readonly size?: number }): ReactNode {
  return (
    <svg className="spinner" role="img" aria-label={label} width={size} height={size} viewBox="0 0 16 16">
      <circle className="spinner-track" cx="8" cy="8" r="6.5" />
      <circle className="spinner-arc" cx="8" cy="8" r="6.5" />
    </svg>
  );
}
