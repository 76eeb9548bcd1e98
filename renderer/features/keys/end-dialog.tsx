import { useState, type ReactNode } from 'react';
import { Button, Dialog, ErrorNotice, useTask } from '../../ui/index.ts';
import { EndField } from './end-field.tsx';
import { endOf, type KeyEnd } from './key-end.ts';
import { texts } from './texts.ts';

export interface EndDialogProps {
  readonly title: string;
  readonly about: string;
  /** When it ends now. */
  readonly end: number | undefined;
  readonly onSave: (expiresAt: number | undefined) => Promise<void>;
  readonly onClose: () => void;
}

const two = (value: number) => String(value).padStart(2, '0');
const typed = (instant: number): string => {
  const date = new Date(instant);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
};

/** Sets or notes the end of a key. */
export function EndDialog({ title, about, end, onSave, onClose }: EndDialogProps): ReactNode {
  const [now] = useState(() => Date.now());
  const [value, setValue] = useState<KeyEnd>(
    end === undefined ? { kind: 'never' } : { kind: 'date', value: typed(end) },
  );
  const task = useTask();
  const instant = endOf(value, now);
  const save = (): void => {
    if (instant === 'wrong') return;
    task.run(async () => {
      await onSave(instant);
      onClose();
    });
  };
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={save}
      footer={
        <>
          <Button onPress={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="primary" isPending={task.isPending} isDisabled={instant === 'wrong'}>
            {texts.save}
          </Button>
        </>
      }
    >
      <p>{about}</p>
      <EndField value={value} onChange={setValue} now={now} />
      {task.error === undefined ? null : <ErrorNotice error={task.error} onAction={save} />}
    </Dialog>
  );
}
