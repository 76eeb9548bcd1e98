import { useState, type ReactNode } from 'react';
import { TextField } from './text-field.tsx';

export interface CountFieldProps {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (count: number) => void;
  readonly description?: ReactNode;
  /** The sentence for what is not a whole number within the bounds. */
  readonly problem: string;
}

/** A whole number within bounds. What was typed stays until it is one that can be used. */
export function CountField({ label, value, min, max, onChange, description, problem }: CountFieldProps): ReactNode {
  const [typed, setTyped] = useState<string>();
  const count = (text: string): number | undefined => {
    const number = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
    return number >= min && number <= max ? number : undefined;
  };
  const isWrong = typed !== undefined && count(typed) === undefined;
  return (
    <TextField
      label={label}
      type="number"
      min={min}
      max={max}
      value={typed ?? String(value)}
      {...(description === undefined ? {} : { description })}
      error={isWrong ? problem : undefined}
      onChange={(text) => {
        setTyped(text);
        const number = count(text);
        if (number !== undefined && number !== value) onChange(number);
      }}
      onBlur={() => {
        if (!isWrong) setTyped(undefined);
      }}
    />
  );
}
