import type { ReactNode } from 'react';
import { Select, TextField } from '../../ui/index.ts';
import { localDateField, sharePresets, type ExpiryChoice, type ExpiryProblem } from './expiry-choice.ts';
import { texts } from './texts.ts';

export interface LifeFieldProps {
  readonly choice: ExpiryChoice;
  readonly onChange: (choice: ExpiryChoice) => void;
  /** The only lifetimes there are, in seconds; empty for any. */
  readonly onlySeconds: readonly number[];
  readonly problem: ExpiryProblem | undefined;
  readonly now: number;
}

const customId = 'custom';
/** A day. */
const startSeconds = 86_400;

/** How long a link is to work: a named time, or until a moment. */
export function LifeField({ choice, onChange, onlySeconds, problem, now }: LifeFieldProps): ReactNode {
  const presets = onlySeconds.length === 0 ? sharePresets : onlySeconds;
  const custom = onlySeconds.length === 0 ? [{ id: customId, label: texts.custom }] : [];
  return (
    <>
      <Select
        label={texts.lifeLabel}
        value={choice.kind === 'preset' ? String(choice.seconds) : customId}
        items={[...presets.map((seconds) => ({ id: String(seconds), label: texts.preset(seconds) })), ...custom]}
        onChange={(id) =>
          onChange(
            id === customId
              ? { kind: 'custom', value: localDateField(Date.now() + startSeconds * 1000) }
              : { kind: 'preset', seconds: Number(id) },
          )
        }
      />
      {choice.kind === 'custom' ? (
        <TextField
          label={texts.dateLabel}
          type="datetime-local"
          value={choice.value}
          min={localDateField(now)}
          error={problem === undefined ? undefined : texts.problem[problem]}
          onChange={(value) => onChange({ kind: 'custom', value })}
        />
      ) : null}
    </>
  );
}
