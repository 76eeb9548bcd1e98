import { useEffect } from 'react';
import type { Settings } from '../../preload/contract/index.ts';

/** Puts theme and density on the document; without a setting both follow the system and the defaults. */
export function useAppearance(settings: Settings | undefined): void {
  const theme = settings?.theme ?? 'system';
  const density = settings?.density ?? 'compact';
  useEffect(() => {
    const { dataset } = document.documentElement;
    if (theme === 'system') delete dataset['theme'];
    else dataset['theme'] = theme;
    dataset['density'] = density;
  }, [theme, density]);
}
