import type { Settings, VaultStatus } from '../../../preload/contract/index.ts';

const theme: Readonly<Record<Settings['theme'], string>> = { system: 'As the system', light: 'Light', dark: 'Dark' };
const density: Readonly<Record<Settings['density'], string>> = { comfortable: 'Comfortable', compact: 'Compact' };
const vaultState: Readonly<Record<VaultStatus['state'], string>> = {
  ready: 'Ready',
  locked: 'Locked',
  choose: 'Not chosen yet',
};

export const texts = {
  title: 'Settings',
  theme,
  density,
  vaultState,
  appearance: 'Appearance',
  themeLabel: 'Theme',
  densityLabel: 'Rows',
  transfers: 'Transfers',
  parallelLabel: 'Files at the same time',
  parallelHint: 'From 1 to 32, over all transfers. More is faster for many small files, and harder on the store.',
  parallelProblem: 'Enter a whole number from 1 to 32.',
  links: 'Links',
  shareLabel: 'A new link works for',
  shareHint: 'A start for the dialog; the true end is always shown before a link is made.',
  share: (seconds: number) =>
    ({ 900: '15 minutes', 3600: '1 hour', 28800: '8 hours', 86400: '1 day', 604800: '7 days' })[seconds],
  safety: 'Safety',
  confirmDelete: 'Ask before deleting',
  confirmDeleteAbout: 'Shows what would go before anything is deleted.',
  secrets: 'Secrets',
  secretsPlace: 'Kept in',
  secretsState: 'State',
  secretsNone: 'Nowhere yet',
  secretsChange: 'Change…',
  secretsUnlock: 'Unlock…',
  secretsLock: 'Lock now',
  about: 'About',
  version: 'Version',
  machine: 'Runs on',
  host: { electron: 'Desktop app', headless: 'In the browser' },
  hostLabel: 'Window',
  loading: 'Loading settings…',
} as const;
