/**
 * Where secrets are kept: the question when no keychain answers, the passphrase prompt, and the line that says so.
 * It must never keep a passphrase beyond the call that uses it, and never choose a place for the user.
 */
export { VaultBanner } from './vault-banner.tsx';
export { VaultDialog, type VaultDialogProps } from './vault-dialog.tsx';
