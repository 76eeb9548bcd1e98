/**
 * Dialogs for connections, their buckets, and volumes of this machine: add, test, change, remove, open by name.
 * It must never read a secret back, and never lose what the user typed when something fails.
 */
export { ConnectionDialog, type ConnectionDialogProps } from './connection-dialog.tsx';
export { NewBucketDialog, type NewBucketDialogProps } from './new-bucket-dialog.tsx';
export { NewVolumeDialog, type NewVolumeDialogProps } from './new-volume-dialog.tsx';
export { OpenBucketDialog, type OpenBucketDialogProps } from './open-bucket-dialog.tsx';
export { RemoveConnectionDialog, type RemoveConnectionDialogProps } from './remove-connection-dialog.tsx';
export { ColourDot } from './connection-colour.tsx';
export { ProbeDialog, type ProbeDialogProps } from './probe-dialog.tsx';
