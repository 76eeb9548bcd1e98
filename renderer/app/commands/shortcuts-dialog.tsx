import './shortcuts-dialog.css';
import type { ReactNode } from 'react';
import { printShortcut } from '../../lib/index.ts';
import { Button, Dialog, Kbd, type Command } from '../../ui/index.ts';
import { texts } from '../texts.ts';

export interface ShortcutsDialogProps {
  readonly commands: readonly Command[];
  readonly isMac: boolean;
  readonly onClose: () => void;
}

/** Every key there is, from the records that the keys themselves come from. */
export function ShortcutsDialog({ commands, isMac, onClose }: ShortcutsDialogProps): ReactNode {
  const rows: (readonly [label: string, keys: readonly string[]])[] = [
    ...commands.flatMap(({ label, shortcuts }) =>
      shortcuts === undefined || shortcuts.length === 0
        ? []
        : [[label.replace(/…$/, ''), shortcuts.map((shortcut) => printShortcut(shortcut, isMac))] as const],
    ),
    ...texts.tableKeys,
  ];
  return (
    <Dialog
      title={texts.shortcuts}
      onClose={onClose}
      isDismissable
      footer={
        <Button variant="primary" startsFocused onPress={onClose}>
          {texts.close}
        </Button>
      }
    >
      <dl className="shortcuts">
        {rows.map(([label, keys]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
