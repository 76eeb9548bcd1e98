import './field.css';
import './menu.css';
import { Check, ChevronsUpDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Button,
  FieldError,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Text,
} from 'react-aria-components';

export interface SelectItem<T extends string> {
  readonly id: T;
  readonly label: string;
  readonly description?: string;
}
export interface SelectProps<T extends string> {
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly items: readonly SelectItem<T>[];
  readonly value: T | undefined;
  readonly onChange: (value: T) => void;
  readonly placeholder?: string;
  readonly description?: ReactNode;
  readonly error?: string | undefined;
  readonly isDisabled?: boolean;
  readonly className?: string;
}

/** One of a known set, in a list that opens. */
export function Select<T extends string>({
  label,
  isLabelHidden = false,
  items,
  value,
  onChange,
  placeholder = 'Choose…',
  description,
  error,
  isDisabled = false,
  className,
}: SelectProps<T>): ReactNode {
  return (
    <AriaSelect
      className={`field ${className ?? ''}`}
      value={value ?? null}
      onChange={(key) => {
        const chosen = items.find((item) => item.id === key);
        if (chosen !== undefined) onChange(chosen.id);
      }}
      placeholder={placeholder}
      isDisabled={isDisabled}
      isInvalid={error !== undefined}
      {...(isLabelHidden ? { 'aria-label': label } : {})}
    >
      {isLabelHidden ? null : <Label className="field-label">{label}</Label>}
      <Button className="select-button">
        <SelectValue className="select-value" />
        <ChevronsUpDown aria-hidden />
      </Button>
      {description === undefined ? null : (
        <Text slot="description" className="field-description">
          {description}
        </Text>
      )}
      <FieldError className="field-error">{error}</FieldError>
      <Popover className="menu-popover">
        <ListBox className="menu" items={items}>
          {(item) => (
            <ListBoxItem id={item.id} textValue={item.label} className="menu-item">
              <span className="menu-icon">
                <Check aria-hidden className="menu-check" />
              </span>
              <span className="menu-label">
                <Text slot="label">{item.label}</Text>
                {item.description === undefined ? null : (
                  <Text slot="description" className="menu-description">
                    {item.description}
                  </Text>
                )}
              </span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
