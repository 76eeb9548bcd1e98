import './kbd.css';
import type { ReactNode } from 'react';

/** A keyboard shortcut as it is printed on keys. */
export function Kbd({ children }: { readonly children: ReactNode }): ReactNode {
  return <kbd className="kbd">{children}</kbd>;
}
