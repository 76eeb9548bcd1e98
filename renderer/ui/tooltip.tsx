import './tooltip.css';
import type { ReactElement, ReactNode } from 'react';
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components';
import { Kbd } from './kbd.tsx';

export interface TooltipProps {
  readonly text: string;
  readonly shortcut?: string | undefined;
  /** Where it would cover what is used next, it goes to the side. */
  readonly placement?: 'bottom' | 'right';
  /** A focusable primitive of this room (Button, IconButton). */
  readonly children: ReactElement;
}

/** A short text on hover and focus; never the only place of an information that is needed. */
export function Tooltip({ text, shortcut, placement = 'bottom', children }: TooltipProps): ReactNode {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <AriaTooltip className="tooltip" offset={6} placement={placement}>
        {text}
        {shortcut === undefined ? null : <Kbd>{shortcut}</Kbd>}
      </AriaTooltip>
    </TooltipTrigger>
  );
}
