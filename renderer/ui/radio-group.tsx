import './field.css';
import type { ReactNode } from 'react';
import { Label, Radio, RadioGroup as AriaRadioGroup } from 'react-aria-components';

export interface RadioOption<T extends string> {
  readonly id: T;
  readonly label: ReactNode;
  readonly description?: ReactNode;
  readonly isDisabled?: boolean;
}
export interface RadioGroupProps<T extends string> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly options: readonly RadioOption<T>[];
  readonly value: T | undefined;
  readonly onChange: (value: T) => void;
  /** `segments`: side by side, for two to five short labels. */
  readonly look?: 'list' | 'segments';
  readonly isDisabled?: boolean;
}

/** One of a few that are all in sight. */
export function RadioGroup<T extends string>({
  label,
  isLabelHidden = false,
  options,
  value,
  onChange,
  look = 'list',
  isDisabled = false,
}: RadioGroupProps<T>): ReactNode {
  return (
    <AriaRadioGroup
      className="radio-group"
      value={value ?? null}
      isDisabled={isDisabled}
      orientation={look === 'segments' ? 'horizontal' : 'vertical'}
      onChange={(chosen) => {
        const option = options.find(({ id }) => id === chosen);
        if (option !== undefined) onChange(option.id);
      }}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {isLabelHidden ? null : <Label className="field-label">{label}</Label>}
      <div className={look === 'segments' ? 'radio-group-segments' : 'radio-group-options'}>
        {options.map((option) => (
          <Radio
            key={option.id}
            value={option.id}
            isDisabled={option.isDisabled ?? false}
            className={look === 'segments' ? 'segment' : 'radio'}
          >
            {look === 'segments' ? (
              option.label
            ) : (
              <>
                <span className="radio-dot" />
                <span className="check-body">
                  {option.label}
                  {option.description === undefined ? null : (
                    <span className="check-description">{option.description}</span>
                  )}
                </span>
              </>
            )}
          </Radio>
        ))}
      </div>
    </AriaRadioGroup>
  );
}
