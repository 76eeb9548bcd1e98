import type { ReactNode } from 'react';
import { Select, TextField } from '../../ui/index.ts';
import { endDays, endOf, type KeyEnd } from './key-end.ts';
import { texts } from './texts.ts';

export interface EndFieldProps {
  readonly value: KeyEnd;
  readonly onChange: (end: KeyEnd) => void;
  readonly now: number;
}

/** When a key is to end. */
export function EndField({ value, onChange, now }: EndFieldProps): ReactNode {
  return (
    <>
      <Select
        label={texts.endLabel}
        value={value.kind === 'days' ? String(value.days) : value.kind}
        items={[
          { id: 'never', label: texts.endNever },
          ...endDays.map((days) => ({ id: String(days), label: texts.endIn(days) })),
          { id: 'date', label: texts.endDate },
        ]}
        onChange={(id) =>
          onChange(
            id === 'never'
              ? { kind: id }
              : id === 'date'
                ? { kind: id, value: '' }
                : { kind: 'days', days: Number(id) },
          )
        }
      />
      {value.kind === 'date' ? (
        <TextField
          label={texts.endMoment}
          type="datetime-local"
          value={value.value}
          error={endOf(value, now) === 'wrong' && value.value !== '' ? texts.endWrong : undefined}
          onChange={(typed) => onChange({ kind: 'date', value: typed })}
        />
      ) : null}
    </>
  );
}
