import type { LimitedBy } from '../../../preload/contract/index.ts';
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
  steps: 'This store knows a few lifetimes only; this is the nearest of them.',
  'app-run': 'The link also ends when Quayside stops: it is signed with a key that lives as long as Quayside runs.',
};

export const texts = {
  preset: (seconds: number) =>
    ({ 900: '15 minutes', 3600: '1 hour', 28800: '8 hours', 86400: '1 day', 604800: '7 days' })[seconds] ?? '',
  custom: 'Until a date',
  dialogTitle: 'Share a link',
  lifeLabel: 'The link works for',
  dateLabel: 'Until',
  problem,
  limit,
  limitShort: {
    asked: '',
    store: 'limited by the store',
    credential: 'limited by its key',
    steps: 'limited by the store',
    'app-run': 'ends with the app',
  },
  showLabel: 'In the receiver’s browser',
  show: { inline: 'Open it', download: 'Download it' },
  worksUntil: (when: string, relative: string) => `Works until ${when} (${relative}).`,
  willWorkUntil: (when: string, relative: string) => `It will work until ${when} (${relative}).`,
  foreseeing: 'Working out how long the link will really work…',
  anyone: 'Anyone who has the link can read this object until then. Nothing else becomes readable.',
  localOnly: (machine: string) =>
    `This volume is served on ${machine} alone: the link opens only for programs on that machine.`,
  localHere: 'this computer',
  create: 'Make the link',
  creating: 'Making the link…',
  again: 'Make another link',
  linkLabel: 'Link',
  copy: 'Copy link',
  copied: 'Copied',
  close: 'Close',
  cancel: 'Cancel',
  qrLabel: (name: string) => `QR code of the link to ${name}`,
  qrTooLong: 'This link is too long for a QR code.',
  cannotTitle: (store: string) => `${store} cannot make share links`,
  cannotInstead:
    'What works instead: copy the object to a store that can share links, or to a local volume, and share it there. Or give the receiver a key of this store that may only read.',
  screenTitle: 'Links',
  screenAbout:
    'Every link that was made here. A presigned link cannot be taken back by itself: it works until it expires, or until the key that signed it is revoked.',
  howToRevoke: 'How to end a link early',
  revokeLocal: 'Links to local volumes end when Quayside stops.',
  revokeRemote:
    'For any other store, revoke or delete the access key of the connection where that key was made. Every link signed with it ends at once, and so does every other use of the key.',
  column: { name: 'Object', store: 'Store', state: 'State', expires: 'Until', actions: 'Actions' },
  state: { live: 'Works', expired: 'Expired', dead: 'Dead' },
  deadAbout: 'The connection, or the key that signed it, is gone: the link no longer works.',
  method: { GET: 'Read', PUT: 'Upload' },
  goneConnection: 'removed connection',
  copyAgain: 'Copy link again',
  copyAgainOf: (name: string) => `Copy link again: ${name}`,
  forget: 'Forget',
  forgetOf: (name: string) => `Forget: ${name}`,
  showQr: (name: string) => `QR code: ${name}`,
  forgetTitle: 'Forget this link?',
  forgetLive: (name: string, when: string) =>
    `The link to ${name} goes on working until ${when}. Forgetting only takes it out of this list, and then nobody here sees it any more.`,
  forgetConfirm: 'Forget it',
  clearEnded: 'Forget links that no longer work',
  emptyTitle: 'No links have been made yet',
  emptyHint: 'Choose an object in a volume, then Share: the link appears here with the moment it ends.',
  emptyAction: 'Go to the volumes',
  loading: 'Loading the list of links…',
  showMore: 'Show more links',
  madeAt: (when: string) => `made ${when}`,
  copyFailedTitle: 'The clipboard did not take it',
  copyFailedHint: 'Select the link and copy it by hand.',
} as const;
