import type { ReactNode } from 'react';
import { printShortcut, type Shortcut } from '../lib/index.ts';
import type { MenuEntry } from './menu.tsx';

/** One action of the user: the same record feeds toolbar, menus, context menu and keys. */
export interface Command {
  readonly id: string;
  readonly label: string;
  readonly icon?: ReactNode;
  readonly shortcuts?: readonly Shortcut[];
  /** Why it cannot be done now; absent: it can. */
  readonly disabledReason?: string | undefined;
  readonly isDanger?: boolean;
  readonly isChecked?: boolean;
  /** `window`: keys work wherever the focus is (but not in fields). `rows`: only in the table. */
  readonly scope?: 'window' | 'rows';
  readonly run: () => void;
}

/** Commands as entries of a menu, in the given order; `-` begins a new group, unknown ids are left out. */
export function menuOf(commands: readonly Command[], ids: readonly string[], isMac: boolean): MenuEntry[] {
  const entries: MenuEntry[] = [];
  let startsGroup = false;
  for (const id of ids) {
    if (id === '-') {
      startsGroup = entries.length > 0;
      continue;
    }
    const command = commands.find((candidate) => candidate.id === id);
    if (command === undefined) continue;
    const shortcut = command.shortcuts?.[0];
    entries.push({
      id,
      label: command.label,
      icon: command.icon,
      shortcut: shortcut === undefined ? undefined : printShortcut(shortcut, isMac),
      disabledReason: command.disabledReason,
      isDanger: command.isDanger ?? false,
      startsGroup,
      ...(command.isChecked === undefined ? {} : { isChecked: command.isChecked }),
    });
    startsGroup = false;
  }
  return entries;
}
