import './field.css';
import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox as AriaCheckbox } from 'react-aria-components';

export interface CheckboxProps {
  readonly children: ReactNode;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
  readonly isIndeterminate?: boolean;
  readonly isDisabled?: boolean;
  readonly description?: ReactNode;
}

/** On or off, as part of a form. */
export function Checkbox({ children, description, ...rest }: CheckboxProps): ReactNode {
  return (
    <AriaCheckbox {...rest} className="check">
      <span className="check-box">{rest.isIndeterminate === true ? <Minus aria-hidden /> : <Check aria-hidden />}</span>
      <span className="check-body">
        {children}
        {description === undefined ? null : <span className="check-description">{description}</span>}
      </span>
    </AriaCheckbox>
  );
}
