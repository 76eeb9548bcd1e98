/**
 * The keys screen: keys of the embedded server and of stores through their whole life, and saved credentials with their age,
 * replaced everywhere and handed to other tools.
 * It must never show a secret but once, in the moment a key is made, and never hold one after that dialog is closed.
 */
export { KeysScreen, type KeysScreenProps } from './keys-screen.tsx';
