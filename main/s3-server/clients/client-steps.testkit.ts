/** What each client is asked to do, in this order. */
export const stepNames = [
  'make',
  'put',
  'range',
  'multipart',
  'copy',
  'rename',
  'tag',
  'version',
  'presign',
  'sync up',
  'sync down',
  'delete many',
] as const;
export type StepName = (typeof stepNames)[number];

/** What the steps work with. The checks look at the server by a client of their own, and never by the one that is tried. */
export interface StepPlace {
  /** The client's own bucket. */
  readonly bucket: string;
  /** Where the client runs; `small`, `small-2`, `big` and the directory `tree` are in it. */
  readonly home: string;
  readonly endpoint: string;
  /** A file or directory of this client alone, below `home`. */
  readonly own: (name: string) => string;
  /** Runs a program with the credentials in its environment; resolves with what it prints. */
  readonly run: (command: string, ...args: string[]) => Promise<string>;
}

/** Bytes of `small` from `first` on that a client has read by range, all to the end where it can only go on from a place. */
export interface ReadRange {
  readonly bytes: Buffer;
  readonly first: number;
}

/**
 * One client. A step does its part and resolves; where the client has no such command it does the nearest there is and resolves
 * with a note of what that was.
 */
export interface ClientSteps {
  readonly name: string;
  /** How to see that it is here: a program with arguments. Undefined for what is a dependency of this project. */
  readonly probe: readonly [string, ...string[]] | undefined;
  readonly steps: (place: StepPlace) => ClientWork;
}

/** `refused`: why the client's links cannot work here; the server must then refuse them by name. */
export interface SignedLink {
  readonly url: string;
  readonly refused?: string;
}

type Note = string | undefined;
type Doing = () => Promise<Note>;

export interface ClientWork {
  /** Makes the bucket. */
  readonly make: Doing;
  /** `small` as the key `small é`. */
  readonly put: Doing;
  readonly range: () => Promise<ReadRange & { readonly note?: string }>;
  /** `big`, 60 MiB, as the key `big`, in parts; and back into the file `own('big')`. */
  readonly multipart: Doing;
  /** `big` to `big copy`, on the server. */
  readonly copy: Doing;
  /** `big copy` to `moved`. */
  readonly rename: Doing;
  /** `team=red` onto `small é`. */
  readonly tag: Doing;
  /** Versions on; `small-2` over `small é`; and reads the older one into `own('older')`, where it can. */
  readonly version: Doing;
  /** A link to `big`. */
  readonly presign: () => Promise<SignedLink>;
  /** The directory `tree` below `t/`. */
  readonly 'sync up': Doing;
  /** `t/` into the directory `own('tree')`. */
  readonly 'sync down': Doing;
  /** All below `t/`. */
  readonly 'delete many': Doing;
}
