import type { AppErrorCode, AppErrorShape, ErrorAction } from '../../preload/contract/index.ts';
import { displayName } from './display-name.ts';

/** What happened to which object, and what is safe and to be done now. */
export interface ErrorSentence {
  readonly title: string;
  readonly detail: string;
  /** Label of the button for `error.action`, where there is one. */
  readonly action?: string;
}

type Params = AppErrorShape['params'];
type Row = (
  of: (name: string, otherwise: string) => string,
  params: Params,
) => readonly [title: string, detail: string];

const shorten = (text: string): string => (text.length > 160 ? `${text.slice(0, 100)}…${text.slice(-50)}` : text);

/** One row for every code of the contract's table: a missing one does not compile. */
const rows: Record<AppErrorCode, Row> = {
  INTERNAL: () => [
    'Something went wrong inside Quayside',
    'Nothing that was stored has changed. Try again; if it happens again, quote the incident below.',
  ],
  BAD_INPUT: (of) => [
    'That input cannot be used',
    `The field ${of('field', 'that was sent')} was refused. Nothing was changed; correct it and try again.`,
  ],
  UNKNOWN_PROCEDURE: () => [
    'This window is older than the app behind it',
    'Reload the window to get the matching version. Nothing was changed.',
  ],
  CANCELLED: () => ['Cancelled', 'What was finished before stays; nothing else was changed.'],
  NOT_ALLOWED: () => [
    'This window may not do that any more',
    'Its session has ended. Reload the window; transfers go on meanwhile.',
  ],
  TOO_BUSY: () => [
    'Too much at once',
    'The app is still working on earlier requests. It will answer again in a moment.',
  ],
  DISCONNECTED: () => [
    'The connection to the app was lost',
    'What you typed is kept, and transfers go on in the background. It reconnects by itself.',
  ],
  SHUTTING_DOWN: () => ['Quayside is closing', 'Transfers are saved and go on when it is started again.'],

  SECRET_STORE_CHOICE_NEEDED: () => [
    'Where should secrets be kept?',
    'No system keychain answered. Choose where secrets go before saving one; nothing was stored.',
  ],
  SECRET_STORE_UNAVAILABLE: () => [
    'The secret store does not answer',
    'The secret was not saved and nothing was written elsewhere. Choose another place for secrets, or try again.',
  ],
  SECRET_STORE_LOCKED: () => ['Secrets are locked', 'Unlock them to go on. Saved connections are untouched.'],
  PASSPHRASE_WRONG: () => [
    'That passphrase does not open the secrets file',
    'The file is unchanged. Check for Caps Lock and type it again.',
  ],
  SECRET_MISSING: (of) => [
    'The secret of this connection is gone',
    `The secret for ${of('name', 'this connection')} is no longer in its store. Enter it once more; nothing in the store was touched.`,
  ],

  CONNECTION_NOT_FOUND: () => [
    'This connection no longer exists',
    'It was removed, perhaps in another window. The data in its store is untouched.',
  ],
  ENDPOINT_UNREACHABLE: (of) => [
    `${of('endpoint', 'The endpoint')} does not answer`,
    'Check the address and the network. Nothing was changed; unfinished transfers wait and go on by themselves.',
  ],
  ENDPOINT_NOT_S3: (of) => [
    `${of('endpoint', 'The endpoint')} does not speak S3`,
    'Something else answered at that address. Check the endpoint of the connection.',
  ],
  ENDPOINT_TLS: (of) => [
    `${of('endpoint', 'The endpoint')} could not prove who it is`,
    'Its certificate was not accepted, so no credentials were sent. Check the address, or ask whoever runs it.',
  ],
  ENDPOINT_REDIRECTED: (of) => [
    `${of('endpoint', 'The endpoint')} sent us elsewhere`,
    `It points to ${of('location', 'another address')}. Credentials are never sent along; set the right endpoint or region in the connection.`,
  ],
  ACCESS_KEY_UNKNOWN: () => [
    'The store does not know this access key',
    'It may have been deleted or mistyped. Enter a current key for the connection.',
  ],
  SIGNATURE_MISMATCH: () => [
    'The secret does not match the access key',
    'Often a character was lost while copying. Enter the secret again; nothing was changed.',
  ],
  SESSION_EXPIRED: () => [
    'The temporary credentials have expired',
    'Enter a fresh set. Transfers wait and go on with it.',
  ],
  CLOCK_SKEWED: (of) => [
    'The clock of this computer differs from the store’s',
    `It is off by ${of('minutes', 'several')} minutes, and the store refuses that. Set the clock, then try again.`,
  ],
  WRONG_REGION: (of) => [
    'The bucket is in another region',
    `The store says ${of('expected', of('region', 'another region'))}. Change the region of the connection.`,
  ],
  ACCESS_DENIED: (of) => [
    'The store refuses access',
    `This key may not do that${of('bucket', '') === '' ? '' : ` in ${of('bucket', '')}`}${of('key', '') === '' ? '' : ` with ${of('key', '')}`}. Nothing was changed. Use a key with more rights, or ask the owner.`,
  ],
  READ_ONLY_CONNECTION: () => [
    'This connection is set to read only',
    'Nothing was changed. Allow writing in the connection’s settings if you mean to.',
  ],

  NOT_SUPPORTED: (of) => ['This store cannot do that', of('reason', 'It lacks the operation. Nothing was changed.')],
  BUCKET_NOT_FOUND: (of) => [
    `There is no bucket ${of('bucket', 'of that name')}`,
    'It may have been deleted or renamed, or belong to another region or account.',
  ],
  BUCKET_NAME_INVALID: (of) => [
    `${of('bucket', 'That')} cannot be a bucket name`,
    'Use 3 to 63 lower-case letters, digits and hyphens, beginning with a letter or digit.',
  ],
  BUCKET_EXISTS: (of) => [
    `The name ${of('bucket', '')} is taken`,
    'Bucket names are shared by everybody on some stores. Choose another one.',
  ],
  BUCKET_NOT_EMPTY: (of) => [
    `${of('bucket', 'The bucket')} is not empty`,
    'Delete what is in it first. Nothing was deleted.',
  ],
  INDEX_MISSING: (of) => [
    `${of('bucket', 'The bucket')} has no local index`,
    'Its objects are untouched. Build the index to search names and to see what takes the space.',
  ],
  OBJECT_NOT_FOUND: (of) => [
    `${of('key', 'The object')} is no longer there`,
    'It was deleted or renamed since the list was read. Refresh to see what is there.',
  ],
  OBJECT_EXISTS: (of) => [
    `There is already something named ${of('key', 'like that')}`,
    'It was left as it is. Choose another name.',
  ],
  OBJECT_CHANGED: (of) => [
    `${of('key', 'The object')} was changed by somebody else`,
    'Nothing was overwritten. Try again with the new version.',
  ],
  OBJECT_TOO_LARGE: (of) => [
    `${of('key', 'The object')} is too large for this store`,
    `The limit is ${of('limit', 'smaller than this file')}. Nothing was stored.`,
  ],
  KEY_INVALID: (of) => [
    `${of('key', 'That name')} cannot be used as a name here`,
    `${of('reason', 'The store refuses it.')} Choose another name.`,
  ],
  STORE_FULL: () => [
    'The store is full',
    'What was stored before is intact. Free some space or raise the quota; the transfer then goes on.',
  ],
  STORE_THROTTLED: () => ['The store asks to slow down', 'It will be tried again by itself in a moment.'],
  STORE_BROKEN_ANSWER: () => [
    'The store gave an answer that makes no sense',
    'Nothing was taken over from it. Try again; if it stays so, tell whoever runs the store.',
  ],
  STORE_ERROR: (of) => [
    'The store reported an error',
    `It answered ${of('code', of('status', 'with a failure'))}. Nothing else was changed; try again in a moment.`,
  ],
  DAMAGED: (of) => [
    `${of('key', 'The data')} arrived damaged`,
    'The checksum did not match, so the copy was thrown away. Try again.',
  ],

  DISK_FULL: (of) => [
    'The disk of this computer is full',
    `There is no room left${of('path', '') === '' ? '' : ` at ${of('path', '')}`}. What was finished is safe; free some space and go on.`,
  ],
  SOURCE_VANISHED: (of) => [
    `${of('path', 'The file')} is not there any more`,
    'It was moved or deleted before it was sent. The other files go on; add it again when it is back.',
  ],
  SOURCE_CHANGED: (of) => [
    `${of('path', 'The file')} changed while it was sent`,
    'The old object was left as it is. Try again once the file has settled.',
  ],
  SOURCE_UNREADABLE: (of) => [
    `${of('path', 'The file')} cannot be read`,
    'Check its permissions, then try again. The other files go on.',
  ],
  SOURCE_BYTES_NEEDED: (of) => [
    `${of('path', 'The file')} has to be added again`,
    'The window that held it was closed before all its bytes were received. Drop it once more, and choose “Skip” where names are taken: what was delivered is kept, the rest is sent.',
  ],
  NAME_IMPOSSIBLE_HERE: (of) => [
    `${of('key', 'That name')} cannot exist on this file system`,
    'Nothing was written under another name. Choose a folder on another disk, or rename the object first.',
  ],
  TARGET_EXISTS: (of) => [
    `${of('path', 'The target')} exists already`,
    'It was left as it is. Choose another name or another rule for names that exist.',
  ],
  TARGET_UNWRITABLE: (of) => [
    `${of('path', 'The folder')} cannot be written to`,
    'Choose another folder. Nothing was changed there.',
  ],
  PATH_NOT_GRANTED: (of) => [
    `${of('path', 'That place')} has to be chosen again`,
    'Permission to use it lasts as long as the window. Choose it once more.',
  ],
  ADDRESS_REFUSED: () => ['That address is not opened', 'Only https addresses are handed to the browser.'],
  TICKET_SPENT: () => [
    'That download address has been used up',
    'Addresses for file bytes work once and only for a short time. Try again to get a new one.',
  ],

  JOB_NOT_FOUND: () => ['That transfer is no longer in the list', 'It was cleared, perhaps in another window.'],
  JOB_STATE: () => [
    'The transfer is not in a state for that',
    'It has gone on meanwhile; the list shows where it stands.',
  ],
  SHARE_NOT_FOUND: () => ['That link is no longer in the list', 'It was removed, perhaps in another window.'],
  KEY_NOT_FOUND: () => ['That key no longer exists', 'It was revoked, perhaps in another window.'],
  SERVER_DOWN: () => [
    'The local server is not running',
    'Volumes on this computer are out of reach until it runs again; their data is safe on disk.',
  ],
  FOLDER_IN_USE: (of) => [
    `${of('path', 'That folder')} is in use already`,
    'Another volume or another copy of the app uses it. Choose another folder.',
  ],
};

const actions: Record<ErrorAction, string> = {
  retry: 'Try again',
  'edit-connection': 'Edit connection',
  'choose-secret-store': 'Choose where secrets go',
  'unlock-secrets': 'Unlock secrets',
  'free-space': 'Try again',
  'choose-folder': 'Choose another folder',
  'choose-name': 'Choose another name',
  'add-source-again': 'Add it again',
  reload: 'Reload',
};

/** The sentence for an error. A code that this window does not know (a newer backend) reads as an unexpected error. */
export function errorSentence(error: AppErrorShape): ErrorSentence {
  const of = (name: string, otherwise: string): string => {
    const value = error.params[name];
    return value === undefined || value === '' ? otherwise : shorten(displayName(String(value)));
  };
  const row: Row = Object.hasOwn(rows, error.code) ? rows[error.code] : rows.INTERNAL;
  const [title, detail] = row(of, error.params);
  return {
    title,
    detail,
    ...(error.action === undefined || !Object.hasOwn(actions, error.action) ? {} : { action: actions[error.action] }),
  };
}

/** Facts for 'Details': the store's code, its request id and our incident; never a stack, never a secret. */
export function errorFacts(error: AppErrorShape): readonly (readonly [name: string, value: string])[] {
  const facts: (readonly [string, string])[] = [['Code', error.code]];
  const known: readonly (readonly [string, string])[] = [
    ['code', 'S3 code'],
    ['status', 'HTTP status'],
    ['requestId', 'Request id'],
    ['endpoint', 'Endpoint'],
    ['bucket', 'Bucket'],
    ['key', 'Key'],
    ['path', 'Path'],
  ];
  for (const [name, label] of known) {
    const value = error.params[name];
    if (value !== undefined && value !== '') facts.push([label, shorten(displayName(String(value)))]);
  }
  if (error.incident !== undefined) facts.push(['Incident', error.incident]);
  return facts;
}
