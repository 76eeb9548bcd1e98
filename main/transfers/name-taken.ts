import { AppError, type AppErrorCode } from '../../preload/contract/index.ts';

/** What has a name at the target. */
export interface There {
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
}

/** Thrown under the rule `ask`: the file waits for the user, with what is there to be shown beside it. */
export class NameTaken extends AppError {
  readonly there: There;

  constructor(code: Extract<AppErrorCode, 'OBJECT_EXISTS' | 'TARGET_EXISTS'>, name: string, there: There) {
    super(code, code === 'OBJECT_EXISTS' ? { key: name } : { path: name });
    this.there = { size: there.size, modified: Math.max(0, Math.trunc(there.modified)) };
  }
}
