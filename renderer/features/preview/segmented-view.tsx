import type { ReactNode } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';

/** A choice of ways to look at the same thing. */
export function SegmentedView<T extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string;
  readonly choices: readonly (readonly [value: T, label: string])[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}): ReactNode {
  return (
    <ToggleButtonGroup
      className="preview-views"
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = choices.find(([each]) => keys.has(each));
        if (chosen !== undefined) onChange(chosen[0]);
      }}
    >
      {choices.map(([id, name]) => (
        <ToggleButton key={id} id={id} className="preview-view">
          {name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
