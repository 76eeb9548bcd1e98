/**
 * What a bucket can be told beside its objects: settings as forms with their JSON beside them, and deleting it.
 * It must never offer what the store lacks without the reason, and never delete before the name was typed.
 */
export { BucketSettingsDialog, type BucketSettingsDialogProps } from './bucket-settings-dialog.tsx';
export { DeleteBucketDialog, type DeleteBucketDialogProps } from './delete-bucket-dialog.tsx';
