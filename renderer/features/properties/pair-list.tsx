import './properties.css';
import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, IconButton, TextField } from '../../ui/index.ts';
import type { Pair } from './tag-problem.ts';

export interface PairListProps {
  readonly pairs: readonly Pair[];
  readonly onChange: (pairs: readonly Pair[]) => void;
  /** By place in the list; shown beneath the name. */
  readonly problems: readonly (string | undefined)[];
  readonly most: number;
  readonly label: {
    readonly name: (at: number) => string;
    readonly value: (at: number) => string;
    readonly add: string;
    readonly remove: (at: number) => string;
  };
}

/** Names and values to edit, one pair a line. */
export function PairList({ pairs, onChange, problems, most, label }: PairListProps): ReactNode {
  const change = (at: number, pair: Pair): void => onChange(pairs.with(at, pair));
  return (
    <div className="pair-list">
      {pairs.map(({ name, value }, at) => (
        // A line is known by its place: names are being typed.
        <div key={at} className="pair">
          <TextField
            label={label.name(at + 1)}
            isLabelHidden
            value={name}
            onChange={(typed) => change(at, { name: typed, value })}
            error={problems[at]}
            startsFocused={name === '' && at === pairs.length - 1}
          />
          <TextField
            label={label.value(at + 1)}
            isLabelHidden
            value={value}
            onChange={(typed) => change(at, { name, value: typed })}
          />
          <IconButton
            label={label.remove(at + 1)}
            icon={<X aria-hidden />}
            onPress={() => onChange(pairs.toSpliced(at, 1))}
          />
        </div>
      ))}
      {pairs.length >= most ? null : (
        <Button
          size="small"
          variant="ghost"
          icon={<Plus aria-hidden />}
          onPress={() => onChange([...pairs, { name: '', value: '' }])}
        >
          {label.add}
        </Button>
      )}
    </div>
  );
}
