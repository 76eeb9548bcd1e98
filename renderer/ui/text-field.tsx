import './field.css';
import type { ReactNode, Ref } from 'react';
import { FieldError, Input, Label, Text, TextArea, TextField as AriaTextField } from 'react-aria-components';

export interface TextFieldProps {
  readonly label: string;
  /** Hides the label from sight where the place explains it. */
  readonly isLabelHidden?: boolean;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly description?: ReactNode;
  /** A sentence; its presence marks the field as invalid. */
  readonly error?: string | undefined;
  readonly type?: 'text' | 'password' | 'url' | 'search' | 'number' | 'datetime-local';
  readonly placeholder?: string;
  readonly isDisabled?: boolean;
  readonly isReadOnly?: boolean;
  readonly isRequired?: boolean;
  /** Takes the focus when it appears, as the first thing to do in a dialog. */
  readonly startsFocused?: boolean;
  readonly autoComplete?: string;
  readonly maxLength?: number;
  readonly rows?: number;
  readonly isMono?: boolean;
  readonly min?: string | number;
  readonly max?: string | number;
  readonly inputRef?: Ref<HTMLInputElement>;
  readonly onBlur?: () => void;
  readonly onKeyDown?: (event: { readonly key: string; preventDefault(): void }) => void;
  readonly className?: string;
}

/** A labelled line (or with `rows`, a block) of text, with a hint and an error sentence beneath. */
export function TextField({
  label,
  isLabelHidden = false,
  description,
  error,
  placeholder,
  rows,
  isMono = false,
  min,
  max,
  inputRef,
  className,
  autoComplete = 'off',
  startsFocused = false,
  onKeyDown,
  ...rest
}: TextFieldProps): ReactNode {
  const inputClass = `field-input${isMono ? ' is-mono' : ''}`;
  return (
    <AriaTextField
      {...rest}
      {...(startsFocused ? { autoFocus: true } : {})}
      autoComplete={autoComplete}
      isInvalid={error !== undefined}
      validationBehavior="aria"
      className={`field ${className ?? ''}`}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {isLabelHidden ? null : <Label className="field-label">{label}</Label>}
      {rows === undefined ? (
        <Input
          className={inputClass}
          spellCheck={false}
          // On the element itself: keys that are not taken go on to the dialog, such as Escape.
          {...(onKeyDown === undefined ? {} : { onKeyDown })}
          {...(placeholder === undefined ? {} : { placeholder })}
          {...(min === undefined ? {} : { min })}
          {...(max === undefined ? {} : { max })}
          {...(inputRef === undefined ? {} : { ref: inputRef })}
        />
      ) : (
        <TextArea
          className={inputClass}
          rows={rows}
          spellCheck={false}
          {...(placeholder === undefined ? {} : { placeholder })}
        />
      )}
      {description === undefined ? null : (
        <Text slot="description" className="field-description">
          {description}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
    </AriaTextField>
  );
}
