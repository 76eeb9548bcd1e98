import { matchesShortcut } from '../../lib/index.ts';
import type { Command } from '../../ui/index.ts';

const fields = 'input, textarea, select, [contenteditable=true]';
/** What text fields do themselves. */
const editing = new Set(['Mod+Z', 'Mod+Enter']);
const overlays = '[role=dialog], [role=alertdialog], [role=menu]';

/** The command that a key means now, by the newest registration; keys in fields and dialogs belong to those. */
export function commandFor(event: KeyboardEvent, commands: readonly Command[], isMac: boolean): Command | undefined {
  const target = event.target instanceof Element ? event.target : undefined;
  const isInField = target !== undefined && target.closest(fields) !== null;
  if (event.defaultPrevented || event.isComposing) return undefined;
  // While a dialog or a menu is open, keys mean nothing to what lies beneath it.
  if (document.querySelector(overlays) !== null) return undefined;
  return commands.find(
    ({ scope, shortcuts }) =>
      scope === 'window' &&
      shortcuts?.some(
        (shortcut) =>
          matchesShortcut(shortcut, event, isMac) &&
          (!isInField || (/^(Mod|Ctrl|Alt|F\d)/.test(shortcut) && !editing.has(shortcut))),
      ) === true,
  );
}
