import type { Capabilities, Grant } from '../../preload/contract/index.ts';

/** Why a secret store does not answer. */
export type SecretStoreProblem = 'none' | 'no-service' | 'locked' | 'dismissed' | 'failed';

/**
 * Keeps secrets by account name under one service name. All of it may reject with AppError SECRET_STORE_UNAVAILABLE,
 * SECRET_STORE_LOCKED or PASSPHRASE_WRONG; nothing here ever falls back to another store by itself.
 */
export interface SecretStore {
  readonly place: 'keychain' | 'session' | 'passphrase-file';
  get(account: string): Promise<string | undefined>;
  set(account: string, secret: string): Promise<void>;
  delete(account: string): Promise<void>;
}

/** The system keychain, before it is known whether it answers. */
export interface KeychainProbe {
  /** As people know it: Keychain, Credential Manager, Secret Service. */
  readonly name: string;
  /** Writes, reads and removes a canary, within a few seconds. */
  probe(): Promise<SecretStoreProblem>;
  /** Settles when a call that was given up on has been answered after all (a prompt was open); undefined where none is. */
  readonly waiting?: () => Promise<void> | undefined;
  readonly store: SecretStore;
}

/** Native dialogs; absent on hosts without them. Empty where the user cancelled. Paths are absolute. */
export interface Dialogs {
  pickSources(kind: 'files' | 'folder', session: string): Promise<readonly string[]>;
  pickFolder(purpose: 'download' | 'volume', session: string): Promise<string | undefined>;
}

export interface Opener {
  /** `url` was checked to be https. */
  openExternal(url: string): Promise<void>;
  showInFolder(path: string): Promise<void>;
}

export interface Notifier {
  notify(message: { readonly title: string; readonly body: string }): void;
}

/** Starts a native drag of staged files from the window of a session. */
export interface DragOut {
  start(paths: readonly string[], session: string): Promise<void>;
}

/** The clipboard of the machine that the backend runs on, where a person sits at it. */
export interface Clipboard {
  /** Copies a text with a secret, and takes it away again after a minute, unless something else was copied since. */
  writeSecret(text: string): Promise<void>;
}

/** Asks by the system's own prompt whether the right person is there. */
export interface Presence {
  available(): boolean;
  /** `reason` completes "Quayside is trying to …". False where the person refused. */
  prompt(reason: string): Promise<boolean>;
}

/** Absolute directories. */
export interface Paths {
  /** QUAYSIDE_HOME: database, volumes, logs. */
  readonly home: string;
  /** Where the user's own files begin. */
  readonly userHome: string;
  readonly temporary: string;
}

/** What the backend needs from its host. Fakes of these are the only fakes in tests. */
export interface Ports {
  readonly paths: Paths;
  readonly keychain: KeychainProbe;
  readonly capabilities: Omit<Capabilities, 'version' | 'setAside'>;
  readonly dialogs?: Dialogs;
  readonly opener?: Opener;
  readonly notifier?: Notifier;
  readonly dragOut?: DragOut;
  readonly clipboard?: Clipboard;
  readonly presence?: Presence;
}

/**
 * Paths the user chose, by unguessable id, for one session. Domain rooms take grants and never a path from the renderer.
 */
export interface Grants {
  /** Throws PATH_NOT_GRANTED for what is neither a file nor a folder (devices, pipes), or does not exist. */
  add(path: string, session: string): Promise<Grant>;
  /** Throws PATH_NOT_GRANTED where the grant is unknown or another session's. */
  resolve(id: string, session: string): { readonly path: string; readonly kind: 'file' | 'folder' };
}
