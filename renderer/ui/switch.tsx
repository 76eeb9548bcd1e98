import './field.css';
import type { ReactNode } from 'react';
import { Switch as AriaSwitch } from 'react-aria-components';

export interface SwitchProps {
  readonly children: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isDisabled?: boolean;
  readonly description?: ReactNode;
}

/** On or off, with effect at once. */
export function Switch({ children, description, ...rest }: SwitchProps): ReactNode {
  return (
    <AriaSwitch {...rest} className="switch">
      <span className="switch-track">
        <span className="switch-thumb" />
      </span>
      <span className="check-body">
        {children}
        {description === undefined ? null : <span className="check-description">{description}</span>}
      </span>
    </AriaSwitch>
  );
}
