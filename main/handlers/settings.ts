import { settingsShape, type Settings } from '../../preload/contract/index.ts';
import type { Handlers } from '../../preload/rpc/handlers.ts';
import { createEmitter, type Watchable } from '../base/index.ts';
import { createSettingsRepository, type AppDatabase } from '../database/index.ts';

const defaults: Settings = {
  theme: 'system',
  density: 'comfortable',
  parallelFiles: 4,
  uploadLimit: 0,
  downloadLimit: 0,
  limitSchedule: [],
  scheduleOffUntil: 0,
  defaultShareSeconds: 86_400,
  confirmDelete: true,
};
const names = Object.keys(defaults) as (keyof Settings)[];

export interface UserSettings {
  readonly watch: Watchable<Settings, Settings>;
  change(change: { readonly [N in keyof Settings]?: Settings[N] | undefined }): void;
}

/** The user's settings as a live value; a stored one that does not fit counts as not set. */
export function createUserSettings(deps: {
  readonly database: AppDatabase;
  readonly log: (line: string) => void;
}): UserSettings {
  const repository = createSettingsRepository(deps.database);
  const emitter = createEmitter<Settings>((error) => deps.log(`settings: a listener failed: ${String(error)}`));
  let current = load();

  function load(): Settings {
    const stored: Record<string, unknown> = {};
    for (const name of names) {
      const value = settingsShape.shape[name].safeParse(repository.read(`user.${name}`));
      if (value.success) stored[name] = value.data;
    }
    return settingsShape.parse({ ...defaults, ...stored });
  }

  return {
    watch: { snapshot: () => current, subscribe: emitter.subscribe },
    change(change) {
      deps.database.transaction(() => {
        for (const name of names) if (change[name] !== undefined) repository.write(`user.${name}`, change[name]);
      });
      current = load();
      emitter.emit(current);
    },
  };
}

export function createSettingsHandlers({ settings }: { readonly settings: UserSettings }): Handlers['settings'] {
  return {
    watch: () => settings.watch,
    change(input) {
      settings.change(input);
      return {};
    },
  };
}
