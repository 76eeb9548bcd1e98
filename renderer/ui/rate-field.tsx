import { useState, type ReactNode } from 'react';
import { parseRate, printRate } from '../lib/index.ts';
import { TextField } from './text-field.tsx';

export interface RateFieldProps {
  readonly label: string;
  /** Bytes a second; 0 for no bound. */
  readonly value: number;
  readonly onChange: (bytes: number) => void;
  readonly description?: ReactNode;
  /** Shown where there is no bound. */
  readonly placeholder: string;
  /** The sentence for what is no number. */
  readonly problem: string;
}

/** A bound of bytes a second, typed in MiB/s. What was typed stays until it is left; each number applies at once. */
export function RateField({ label, value, onChange, description, placeholder, problem }: RateFieldProps): ReactNode {
  const [typed, setTyped] = useState<string>();
  const isWrong = typed !== undefined && parseRate(typed) === undefined;
  return (
    <TextField
      label={label}
      value={typed ?? printRate(value)}
      placeholder={placeholder}
      {...(description === undefined ? {} : { description })}
      error={isWrong ? problem : undefined}
      onChange={(text) => {
        setTyped(text);
        const bytes = parseRate(text);
        if (bytes !== undefined && bytes !== value) onChange(bytes);
      }}
      onBlur={() => {
        if (!isWrong) setTyped(undefined);
      }}
    />
  );
}
