/**
 * What the core needs from outside, as interfaces only: secret stores, dialogs, opener, notifier, paths, grants.
 * It must never hold an implementation, and never a type of electron or of a browser.
 */
export type {
  Clipboard,
  Dialogs,
  DragOut,
  Grants,
  KeychainProbe,
  Notifier,
  Opener,
  Paths,
  Ports,
  Presence,
  SecretStore,
  SecretStoreProblem,
} from './ports.ts';
