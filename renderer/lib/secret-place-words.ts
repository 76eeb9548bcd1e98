import type { SecretPlace } from '../../preload/contract/index.ts';

/** How a place of secrets is called, and what it means for the user. */
export interface SecretPlaceWords {
  readonly label: string;
  readonly about: string;
}

const words: Readonly<Record<SecretPlace, SecretPlaceWords>> = {
  keychain: {
    label: 'Keychain',
    about: 'Kept by the system keychain of the machine that runs Quayside.',
  },
  session: {
    label: 'This session only',
    about: 'Kept in memory and gone when Quayside stops. It will be asked for again.',
  },
  'passphrase-file': {
    label: 'Passphrase file',
    about: 'Kept in a file that only your passphrase opens.',
  },
  memory: {
    label: 'Memory',
    about: 'Made by Quayside for itself, and gone when it stops. There is nothing to keep.',
  },
};

export const secretPlaceWords = (place: SecretPlace): SecretPlaceWords => words[place];
