import './button.css';
import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { Spinner } from './spinner.tsx';
import { Tooltip } from './tooltip.tsx';

export interface ButtonProps {
  readonly children: ReactNode;
  readonly variant?: 'primary' | 'default' | 'ghost' | 'danger';
  readonly size?: 'small' | 'medium';
  readonly icon?: ReactNode;
  readonly isDisabled?: boolean;
  /** Keeps the button in the tab order but inert, and says why. */
  readonly disabledReason?: string | undefined;
  readonly isPending?: boolean;
  readonly type?: 'button' | 'submit';
  /** Takes the focus when it appears, as the first thing to do in a dialog. */
  readonly startsFocused?: boolean;
  readonly onPress?: () => void;
  readonly className?: string;
  readonly 'aria-label'?: string;
  readonly 'aria-describedby'?: string;
  readonly 'aria-expanded'?: boolean;
  readonly 'aria-controls'?: string;
}

/** A button with a text, and an icon before it where it helps. */
export function Button({
  children,
  variant = 'default',
  size = 'medium',
  icon,
  isDisabled = false,
  disabledReason,
  isPending = false,
  type = 'button',
  onPress,
  className,
  startsFocused = false,
  ...rest
}: ButtonProps): ReactNode {
  const unavailable = disabledReason !== undefined;
  const button = (
    <AriaButton
      {...rest}
      {...(startsFocused ? { autoFocus: true } : {})}
      type={unavailable ? 'button' : type}
      isDisabled={isDisabled}
      isPending={isPending}
      aria-disabled={unavailable}
      className={`button button-${variant} button-${size}${unavailable ? ' is-unavailable' : ''} ${className ?? ''}`}
      {...(onPress === undefined || unavailable ? {} : { onPress: () => onPress() })}
    >
      {isPending ? <Spinner label="Working" /> : icon}
      <span className="button-text">{children}</span>
    </AriaButton>
  );
  return unavailable ? <Tooltip text={disabledReason}>{button}</Tooltip> : button;
}
