import type { z } from 'zod';

/** No effect; aborts when its connection closes. */
export interface Query<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'query';
  readonly about: string;
  readonly input: I;
  readonly output: O;
}

/** An effect. The frame carries a client-made request id, so that a repeat after a reconnect is answered, not redone. */
export interface Command<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  readonly kind: 'command';
  readonly about: string;
  readonly input: I;
  readonly output: O;
}

/** A snapshot, then numbered deltas; a reconnect resumes or starts again with a fresh snapshot. */
export interface Stream<
  I extends z.ZodType = z.ZodType,
  S extends z.ZodType = z.ZodType,
  D extends z.ZodType = z.ZodType,
> {
  readonly kind: 'stream';
  readonly about: string;
  readonly input: I;
  readonly snapshot: S;
  readonly delta: D;
}

export type Procedure = Query | Command | Stream;
/** Two levels: module, then procedure. The name in a frame is `module.procedure`. */
export type ContractShape = Readonly<Record<string, Readonly<Record<string, Procedure>>>>;

export const query = <I extends z.ZodType, O extends z.ZodType>(about: string, input: I, output: O): Query<I, O> => ({
  kind: 'query',
  about,
  input,
  output,
});

export const command = <I extends z.ZodType, O extends z.ZodType>(
  about: string,
  input: I,
  output: O,
): Command<I, O> => ({ kind: 'command', about, input, output });

export const stream = <I extends z.ZodType, S extends z.ZodType, D extends z.ZodType>(
  about: string,
  input: I,
  snapshot: S,
  delta: D,
): Stream<I, S, D> => ({ kind: 'stream', about, input, snapshot, delta });

export type InputOf<P extends Procedure> = z.output<P['input']>;
/** What a caller may hand in: before defaults and brands. */
export type CallerInputOf<P extends Procedure> = z.input<P['input']>;
export type OutputOf<P extends Query | Command> = z.output<P['output']>;
export type SnapshotOf<P extends Stream> = z.output<P['snapshot']>;
export type DeltaOf<P extends Stream> = z.output<P['delta']>;
