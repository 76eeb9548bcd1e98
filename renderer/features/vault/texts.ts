import type { VaultStatus } from '../../../preload/contract/index.ts';

type Problem = VaultStatus['keychain']['problem'];

const why: Readonly<Record<Problem, (keychain: string) => string>> = {
  none: (keychain) => `${keychain} answers and can be used.`,
  'no-service': (keychain) =>
    `${keychain} is not running on this machine, which is usual on servers and in containers.`,
  locked: (keychain) => `${keychain} is locked. Unlock it in the system, then try it again.`,
  dismissed: (keychain) => `The question of ${keychain} was dismissed. Try it again and allow access.`,
  failed: (keychain) => `${keychain} was asked and failed to keep a test entry.`,
};

export const texts = {
  why,
  chooseTitle: 'Where should secrets be kept?',
  lockedTitle: 'Unlock your secrets',
  changeTitle: 'Where secrets are kept',
  never: 'Quayside never writes a secret in plain text. Until you choose, no secret is saved.',
  optionsLabel: 'Keep secrets',
  session: 'For this session only',
  sessionAbout: 'In memory. They are gone when Quayside stops, and are asked for again.',
  file: 'In a file under a passphrase',
  fileAbout: 'Encrypted on disk. You type the passphrase each time that Quayside starts.',
  fileOpen: 'In the file that is there, under its passphrase',
  keychain: (name: string) => `In ${name}`,
  keychainAbout: 'The safest place. It opens when you log in to the system.',
  passphrase: 'Passphrase',
  passphraseAgain: 'Passphrase again',
  passphraseHint: 'At least 8 characters. Nobody can recover it: without it the secrets have to be entered again.',
  passphraseOpenHint: 'The one that was chosen when the file was made.',
  tooShort: 'Use at least 8 characters.',
  tooLong: 'Use at most 1,024 characters.',
  differ: 'The two differ. Type it once more.',
  lockedAbout: 'Secrets are in a file under a passphrase. Until it is opened, connections and keys cannot be used.',
  unlock: 'Unlock',
  use: 'Keep them there',
  tryKeychain: 'Try the keychain again',
  notNow: 'Not now',
  elsewhere: 'Keep secrets elsewhere…',
  keychainMissing: 'It does not answer now. Choose “Try the keychain again” once it does.',
  bannerChoose: (keychain: string) => `${keychain} does not answer. Choose where secrets are kept before you add keys.`,
  bannerChooseAction: 'Choose…',
  bannerLocked: 'Secrets are locked: connections and keys cannot be used.',
  bannerLockedAction: 'Unlock…',
  moveNote: 'Secrets that are kept elsewhere now are not copied by themselves: enter them again where one is missing.',
} as const;
