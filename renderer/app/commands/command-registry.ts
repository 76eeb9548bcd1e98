import type { Command } from '../../ui/index.ts';

/** Every command that can be run now, by who brought it: the shell itself, and the screen that is open. */
export class CommandRegistry {
  readonly #groups = new Map<string, readonly Command[]>();

  /** A group's commands take the place of those it had. */
  register(group: string, commands: readonly Command[]): void {
    this.#groups.set(group, commands);
  }

  all(): readonly Command[] {
    return [...this.#groups.values()].flat();
  }
}
