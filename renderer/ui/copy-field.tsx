import './copy-field.css';
import { useId, type ReactNode } from 'react';
import { CopyButton } from './copy-button.tsx';

export interface CopyFieldProps {
  readonly label: string;
  readonly value: string;
  readonly isLabelHidden?: boolean;
  /** Several lines, as they are. */
  readonly isBlock?: boolean;
  readonly copyLabel?: string;
}

/** A value to take elsewhere: selectable, with a copy button. */
export function CopyField({
  label,
  value,
  isLabelHidden = false,
  isBlock = false,
  copyLabel = `Copy ${label.toLowerCase()}`,
}: CopyFieldProps): ReactNode {
  const id = useId();
  return (
    <div className="copy-field">
      <label htmlFor={id} className={isLabelHidden ? 'visually-hidden' : 'field-label'}>
        {label}
      </label>
      <div className="copy-field-box">
        {isBlock ? (
          <textarea
            id={id}
            className="copy-field-value"
            readOnly
            value={value}
            rows={Math.min(12, value.split('\n').length)}
            spellCheck={false}
            onFocus={(event) => event.currentTarget.select()}
          />
        ) : (
          <input
            id={id}
            className="copy-field-value"
            readOnly
            value={value}
            spellCheck={false}
            onFocus={(event) => event.currentTarget.select()}
          />
        )}
        <CopyButton text={value} label={copyLabel} />
      </div>
    </div>
  );
}
