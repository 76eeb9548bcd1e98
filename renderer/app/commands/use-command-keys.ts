import { useEffect } from 'react';
import { commandFor } from './command-keys.ts';
import type { CommandRegistry } from './command-registry.ts';

/** Runs the command that a key means, wherever the focus is. */
export function useCommandKeys(registry: CommandRegistry, isMac: boolean): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const command = commandFor(event, registry.all(), isMac);
      if (command === undefined) return;
      event.preventDefault();
      if (command.disabledReason === undefined) command.run();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [registry, isMac]);
}
