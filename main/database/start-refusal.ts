export type StartRefusalCode = 'HOME_IN_USE' | 'HOME_UNWRITABLE' | 'DATABASE_NEWER';

/**
 * Why the app cannot start on this home. The message is a whole sentence for the person who started it; hosts print it
 * and stop. Nothing in the home was changed.
 */
export class StartRefusal extends Error {
  override readonly name = 'StartRefusal';
  readonly code: StartRefusalCode;
  readonly home: string;

  constructor(code: StartRefusalCode, home: string, sentence: string, options: { cause?: unknown } = {}) {
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.home = home;
  }
}
