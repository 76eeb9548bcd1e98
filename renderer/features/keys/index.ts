/**
 * The keys screen: access keys of the embedded server through their whole life, and where saved credentials are kept.
 * It must never show a secret but once, in the moment a key is made, and never hold one after that dialog is closed.
 */
export { KeysScreen, type KeysScreenProps } from './keys-screen.tsx';
