import type { LimitedBy, LinkHow, LinkKind, ShareWay } from '../../../preload/contract/index.ts';
import type { ExpiryProblem } from './expiry-choice.ts';

const problem: Readonly<Record<ExpiryProblem, string>> = {
  empty: 'Choose a date and a time.',
  'not-a-date': 'Type a date and a time, for example 2026-12-24 18:00.',
  past: 'Choose a moment that is at least a minute from now.',
  'too-far': 'Choose a moment within the next ten years.',
};

/** Why a link lives shorter than was asked; empty where it does not. */
const limit: Readonly<Record<LimitedBy, string>> = {
  asked: '',
  store: 'Shorter than you asked: this store allows no longer links.',
  credential: 'Shorter than you asked: the key that signs the link expires then.',
  steps: 'Not quite what you asked: this store knows a few lifetimes only.',
  'app-run': 'The link also ends when Quayside stops: it is signed with a key that lives as long as Quayside runs.',
};
const limitShort: Readonly<Record<LimitedBy, string>> = {
  asked: '',
  store: 'limited by the store',
  credential: 'limited by its key',
  steps: 'limited by the store',
  'app-run': 'ends with the app',
};

const storeBy: Readonly<Record<LinkHow, string>> = {
  signature: 'Signed with the key of the connection. Works from anywhere until it expires; it cannot be taken back.',
  rest: 'Made by the store’s own API. Works from anywhere until it expires; it cannot be taken back.',
  'control-plane': 'Made by the store’s control plane. Works from anywhere until it expires; it cannot be taken back.',
  own: '',
};
const uploadBy: Readonly<Record<ShareWay['upload'], string>> = {
  form: 'A page that is put beside the files; the store itself refuses what is too large.',
  put: 'A page that is put beside the files, for one name.',
  own: '',
  none: '',
};
const how: Readonly<Record<LinkHow, string>> = {
  signature: 'Signed here',
  rest: 'By the store',
  'control-plane': 'By the store',
  own: 'Quayside',
};
const kind: Readonly<Record<LinkKind, string>> = { object: 'Object', folder: 'Folder', upload: 'Asks for a file' };

/** What may be sent by an upload link. */
export const uploadTypes = {
  any: { label: 'Any file', contentType: undefined },
  image: { label: 'Images', contentType: 'image/*' },
  video: { label: 'Videos', contentType: 'video/*' },
  pdf: { label: 'PDF', contentType: 'application/pdf' },
  zip: { label: 'ZIP archives', contentType: 'application/zip' },
  text: { label: 'Text', contentType: 'text/*' },
} as const;
export type UploadType = keyof typeof uploadTypes;

const presets: Readonly<Record<number, string>> = {
  900: '15 minutes',
  3600: '1 hour',
  28800: '8 hours',
  86400: '1 day',
  604800: '7 days',
};
const counted = (shown: string, number: number, one: string, many: string): string =>
  `${shown} ${number === 1 ? one : many}`;

export const texts = {
  preset: (seconds: number) => presets[seconds] ?? `${seconds} s`,
  custom: 'Until a date',
  dialogTitle: 'Share a link',
  askTitle: 'Ask for a file',
  lifeLabel: 'The link works for',
  dateLabel: 'Until',
  problem,
  limit,
  limitShort,
  storeBy,
  uploadBy,
  how,
  kind,
  wayLabel: 'Served by',
  waysLoading: 'Asking what this store can do…',
  ownLabel: 'Quayside, from this computer',
  localLabel: 'The local S3 server',
  localBy: 'Signed for the S3 address of this computer. It cannot be taken back, and is not counted.',
  ownHere: 'Counted, and ended at once when you say so. Works while Quayside runs, for programs on this computer.',
  ownOnNetwork: 'Counted, and ended at once when you say so. Works while Quayside runs, for everybody on your network.',
  ownNoteNetwork: 'It is served on your local network without encryption: whoever can listen there can read along.',
  needsToken: 'Needs a token of the store’s API: save it on the Keys screen, under “Keys and API of this store”.',
  showLabel: 'In the receiver’s browser',
  show: { inline: 'Open it', download: 'Download it' },
  passwordLabel: 'Password (optional)',
  passwordShort: 'Use at least 4 characters.',
  opensLabel: 'Opens at most (optional)',
  opensWrong: 'Type a whole number from 1 to 1,000,000.',
  pageLabel: 'Also make a page with all links',
  pageAbout:
    'One self-contained page, put beside the objects under a name that nobody guesses. It ends with the links.',
  worksUntil: (when: string, relative: string) => `Works until ${when} (${relative}).`,
  willWorkUntil: (when: string, relative: string) => `It will work until ${when} (${relative}).`,
  foreseeing: 'Working out how long the link will really work…',
  anyone: {
    object: 'Anyone who has the link can read this object until then. Nothing else becomes readable.',
    folder: 'Anyone who has the link can read these objects until then. Nothing else becomes readable.',
    upload: 'Anyone who has the link can send one file until then. Nothing becomes readable.',
  } satisfies Readonly<Record<LinkKind, string>>,
  shownOnce: 'Copy it now: only a check value of it is kept, and it cannot be shown again.',
  localOnly: (machine: string) =>
    `This volume is served on ${machine} alone: the link opens only for programs on that machine.`,
  ownOnly: (machine: string) =>
    `Quayside serves it on ${machine} alone: the link opens only for programs on that machine.`,
  localHere: 'this computer',
  create: 'Make the link',
  again: 'Make another link',
  linkLabel: 'Link',
  copy: 'Copy link',
  copied: 'Copied',
  copyList: 'Copy all links',
  copyCsv: 'Copy as CSV',
  close: 'Close',
  cancel: 'Cancel',
  qrLabel: (name: string) => `QR code of the link to ${name}`,
  qrTooLong: 'This link is too long for a QR code.',
  several: (objects: string, folders: string, objectCount: number, folderCount: number) =>
    [
      objectCount === 0 ? '' : counted(objects, objectCount, 'object', 'objects'),
      folderCount === 0 ? '' : counted(folders, folderCount, 'folder', 'folders'),
    ]
      .filter((part) => part !== '')
      .join(' and '),
  folderOf: (shown: string) => `${shown} objects`,
  oneFile: (size: string) => `One file of up to ${size}`,
  left: (most: number) => `Only the first ${most} objects are in it. Share the rest in smaller parts.`,
  linkedObjects: 'Objects that are linked',
  more: (shown: string) => `and ${shown} more`,
  uploadCommand: 'From a terminal',
  copyCommand: 'Copy command',

  goesTo: 'It goes to',
  sizeLabel: 'At most, in MiB',
  sizeWrong: 'Type a size above 0.',
  typeLabel: 'Kind of file',
  fileName: 'Name in the store (optional)',
  fileNameHint: 'Without one, the file keeps the name that the sender gives it. Nothing is ever written over.',
  fileNameNeeded: 'Name in the store',
  fileNameNeededHint: 'This store takes uploads by link under one name only. A file of that name is replaced.',
  fileNameWrong: 'A name has no slash and no control characters.',
  putNoLimit: 'This store cannot hold a link to a size: the page asks for it, but nobody enforces it.',
  formRepeats: 'The store itself does not count: until it ends, the link can be used again.',

  otherWays: 'What works instead',
  copyThere: 'Copy the object to a store that can make links, and share it there.',
  copyStore: 'To',
  copyBucket: 'Bucket',
  copyAction: 'Copy it there',
  copyStarted: (bucket: string) => `Copying to ${bucket}: share it there once the transfer is done.`,
  commandsAbout: 'Or, for somebody who has a key of this store: a command that fetches it. No key is in it.',
  awsCommand: 'AWS CLI',
  rcloneCommand: 'rclone',

  screenTitle: 'Links',
  screenAbout: 'Every link that was made here, when it ends, and what it takes to end it sooner.',
  search: 'Find a link',
  nothingFound: 'No link matches.',
  howToRevoke: 'How to end a link early',
  revokeOwn: 'A link that Quayside serves ends on the next request after you end it here.',
  revokeLocal: 'Signed links to local volumes also end when Quayside stops, if their key lives in memory only.',
  revokeRemote:
    'A link that was signed with a key ends early only when that key is revoked at its store. Every link signed with it ends at once, and so does every other use of the key. A link that a store made itself ends when its object is deleted or renamed.',
  column: { name: 'Object', state: 'State', how: 'Served by', opens: 'Opens', expires: 'Until', actions: 'Actions' },
  state: { live: 'Works', expired: 'Ended', dead: 'Dead', used: 'Used up' },
  deadAbout: 'The connection, or the key that signed it, is gone: the link no longer works.',
  usedAbout: 'It was opened as often as it may be, or its file has come in.',
  opensOf: (opens: string, most: string) => `${opens} of ${most}`,
  notCounted: '–',
  notCountedAbout: 'The store serves it: opens are not counted here.',
  lastOpened: (when: string) => `last ${when}`,
  received: (size: string) => `received, ${size}`,
  waiting: 'no file yet',
  withPassword: 'with a password',
  goneConnection: 'removed connection',
  actionsOf: (name: string) => `Actions for ${name}`,
  copyAgain: 'Copy the link again',
  copyAgainOf: (name: string) => `Copy link again: ${name}`,
  copyLinks: 'Copy all links',
  renew: 'New address…',
  endNow: 'End it now…',
  deletePage: 'Delete the page…',
  forget: 'Forget…',
  showQr: 'Show the link and its QR code',
  showQrOf: (name: string) => `QR code: ${name}`,
  whyNotEnd: (key: string) => `Only revoking the key ${key} ends it.`,
  whyNotEndStore: 'The store has no way to take it back.',
  forgetTitle: 'Forget this link?',
  forgetLive: (name: string, when: string) =>
    `The link to ${name} goes on working until ${when}. Forgetting only takes it out of this list, and then nobody here sees it any more.`,
  forgetKey: (key: string, others: string) =>
    `To end it, revoke the key ${key} at its store. That ends ${others} signed with it, and every other use of the key.`,
  otherLinks: (shown: string, number: number) => (number === 1 ? 'this link' : `all ${shown} links of this list`),
  forgetConfirm: 'Forget it',
  endTitle: 'End this link now?',
  endBody: (name: string) =>
    `The next request for ${name} is refused, and what is being sent is cut. This cannot be undone.`,
  endConfirm: 'End the link',
  pageTitle: 'Delete the page of this link?',
  pageBody:
    'The page is deleted from the store at once. Whoever has copied the single links from it can use those until they end.',
  pageConfirm: 'Delete the page',
  renewTitle: 'Give this link a new address?',
  renewBody: 'The old address is refused from then on. The count of opens, the password and the end stay as they are.',
  renewConfirm: 'Make a new address',
  clearEnded: 'Forget links that no longer work',
  emptyTitle: 'No links have been made yet',
  emptyHint: 'Choose an object in a volume, then Share: the link appears here with the moment it ends.',
  emptyAction: 'Go to the volumes',
  loading: 'Loading the list of links…',
  showMore: 'Show more links',
  madeAt: (when: string) => `made ${when}`,

  serverTitle: 'Links that Quayside serves',
  serverAbout: 'They work while Quayside runs.',
  serverAddress: 'Address',
  serverDown: (reason: string) => `These links cannot be served at the moment (${reason}).`,
  networkSwitch: 'Serve them on the local network',
  networkAbout:
    'Off, they open on this computer only. On, they are sent without encryption to whoever asks on your network.',
  networkNone: 'This computer is not connected to a network.',
  networkAddress: 'Address in links',
} as const;
