import './button.css';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Tooltip } from './tooltip.tsx';

export interface IconButtonProps {
  /** The accessible name, also shown as the tooltip. */
  readonly label: string;
  readonly icon: ReactNode;
  readonly shortcut?: string | undefined;
  readonly size?: 'small' | 'medium';
  readonly isDisabled?: boolean;
  readonly disabledReason?: string | undefined;
  /** A toggle says whether it is on. */
  readonly isPressed?: boolean;
  readonly onPress?: () => void;
  readonly className?: string;
  readonly tooltipPlacement?: 'bottom' | 'right';
  readonly 'aria-expanded'?: boolean;
  readonly 'aria-controls'?: string;
}

/** A square button with an icon only: its name is in the tooltip and for assistive technology. */
export function IconButton({
  label,
  icon,
  shortcut,
  size = 'medium',
  isDisabled = false,
  disabledReason,
  isPressed,
  onPress,
  className,
  tooltipPlacement = 'bottom',
  ...rest
}: IconButtonProps): ReactNode {
  const unavailable = disabledReason !== undefined;
  return (
    <Tooltip
      text={unavailable ? `${label}: ${disabledReason}` : label}
      shortcut={shortcut}
      placement={tooltipPlacement}
    >
      <AriaButton
        {...rest}
        aria-label={label}
        isDisabled={isDisabled}
        aria-disabled={unavailable}
        {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
        className={`icon-button icon-button-${size}${unavailable ? ' is-unavailable' : ''} ${className ?? ''}`}
        {...(onPress === undefined || unavailable ? {} : { onPress: () => onPress() })}
      >
        {icon}
      </AriaButton>
    </Tooltip>
  );
}
