import { useState, type ReactNode } from 'react';
import type { ConflictRule } from '../../../preload/contract/index.ts';
import { displayName } from '../../lib/index.ts';
import { Button, Dialog, RadioGroup } from '../../ui/index.ts';
import { texts } from './texts.ts';

type Choice = Exclude<ConflictRule, 'fail'>;
const choices = ['keep-both', 'ask', 'skip-same', 'newer', 'overwrite', 'skip'] as const satisfies readonly Choice[];

export interface ConflictDialogProps {
  readonly names: readonly string[];
  readonly onChoose: (rule: ConflictRule) => void;
  readonly onClose: () => void;
}

/** Asks before anything that is there already could be replaced. */
export function ConflictDialog({ names, onChoose, onClose }: ConflictDialogProps): ReactNode {
  const [rule, setRule] = useState<Choice>('keep-both');
  const shown = names.slice(0, 3).map((name) => `“${displayName(name).slice(0, 60)}”`);
  return (
    <Dialog
      title={texts.conflictTitle(names.length)}
      size="small"
      onClose={onClose}
      onSubmit={() => onChoose(rule)}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary">
            {texts.continue}
          </Button>
        </>
      }
    >
      <p>{texts.conflictText(names.length > 3 ? [...shown, '…'] : shown)}</p>
      <RadioGroup
        label={texts.conflictLabel}
        value={rule}
        onChange={setRule}
        options={choices.map((id) => ({
          id,
          label: texts.conflict[id].label,
          description: texts.conflict[id].description,
        }))}
      />
    </Dialog>
  );
}
