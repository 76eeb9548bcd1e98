import type { ImportCandidate, ImportNote, ImportOrigin, ImportProblem } from '../../../preload/contract/index.ts';

const origins: Readonly<Record<ImportOrigin, string>> = {
  aws: 'AWS profile',
  rclone: 'rclone',
  s3cmd: 's3cmd',
  cyberduck: 'Cyberduck',
};
const notes: Readonly<Record<ImportNote, string>> = {
  'session-token': 'Its key is temporary.',
  sso: 'Signs in by single sign-on; when the session ends, sign in again with the AWS tools.',
  role: 'Takes on a role.',
  process: 'Gets its key from a program.',
  environment: 'Takes its key from the environment of the machine.',
  'web-identity': 'Takes its key from a token file.',
  'secret-elsewhere': 'The secret is in the keychain under the other program’s name and cannot come along.',
  'needs-mfa': 'Asks for a code at each use, which Quayside cannot answer.',
  'key-incomplete': 'The file holds no complete key.',
  'profile-missing': 'The profile that it takes its key from is missing.',
  'address-refused': 'Its address is none that can be opened.',
  'proxy-left-out': 'Its proxy does not come along: set it under More settings.',
  'ca-left-out': 'Its certificates do not come along: choose them under More settings.',
  'tls-off': 'It does without verified encryption; Quayside verifies every certificate.',
  'encryption-left-out': 'Its own encryption of files does not come along.',
};
const hows: Readonly<Record<ImportCandidate['how'], string>> = {
  copy: 'The key is copied to the place for secrets.',
  live: 'The key is read where it is, each time; nothing is stored.',
  'without-secret': 'Comes without its secret, which you type once.',
  not: 'Cannot be taken over.',
};
const problems: Readonly<Record<ImportProblem['problem'], (file: string, count: number) => string>> = {
  encrypted: (file) =>
    `${file} is encrypted. Write it out with “rclone config show”, choose that file here, and delete it afterwards.`,
  'too-large': (file) => `${file} is too large to be such a file, and was not read.`,
  unreadable: (file) => `${file} could not be read.`,
  'not-understood': (file) => `${file} holds no S3 connection that Quayside understands.`,
  hostile: (file) => `${file} is not what these programs write, and was left alone.`,
  'too-many': (_file, count) => `There are ${count} connections; the first 500 are listed.`,
  'other-remotes': (file, count) =>
    count === 1 ? `${file} has one more remote that is not S3.` : `${file} has ${count} more remotes that are not S3.`,
};

export const importTexts = {
  origins,
  notes,
  hows,
  problem: ({ file, problem, count = 0 }: ImportProblem) => problems[problem](file, count),
  open: 'Import from other programs…',
  title: 'Import connections',
  about: 'Found on this machine: AWS profiles, rclone, s3cmd and Cyberduck. Nothing is taken over before you say so.',
  loading: 'Looking for connections…',
  nothingTitle: 'No connections of other programs were found',
  nothingText: 'Choose a file, for example an rclone.conf, a .s3cfg or a bookmark of Cyberduck.',
  chooseFile: 'Choose a file…',
  here: 'is here already',
  runs: 'This profile runs a program on this machine each time it needs a key:',
  agree: 'I know this program and agree that Quayside runs it',
  cancel: 'Cancel',
  back: 'Back',
  take: (count: number) =>
    count === 0 ? 'Import' : count === 1 ? 'Import 1 connection' : `Import ${count} connections`,
  chooseSome: 'Choose what to import.',
  agreeFirst: 'Agree to the program, or leave that profile out.',
  tooLarge: (name: string) => `${name} is too large to be such a file.`,
  failed: (name: string) => `${name} was not imported`,
  done: (count: number) => (count === 1 ? '1 connection imported' : `${count} connections imported`),
} as const;
