/**
 * Share links: the dialog that makes one and says when it truly ends, and the list of all that were made.
 * It must never keep an address of a link longer than it is shown, or promise a life that the store does not give.
 */
export { ShareDialog, type ShareDialogProps } from './share-dialog.tsx';
export { SharesScreen, type SharesScreenProps } from './shares-screen.tsx';
