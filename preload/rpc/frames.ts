import type { AppErrorShape } from '../contract/error-table.ts';

/** Bumped when frames change their meaning; a page of another version is told to reload. */
export const protocolVersion = 1;
/** One frame in bytes as JSON: a selection of 100,000 keys fits. */
export const maxFrameBytes = 32 * 1024 * 1024;
/** Deltas of one stream that may be on their way unacknowledged; beyond it the stream collapses to a new snapshot. */
export const streamWindow = 64;
/** The client acknowledges at least each so many messages of a stream. */
export const ackEvery = 8;

export interface CallFrame {
  readonly t: 'call';
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
  /** Made by the client: a command with one that was seen is answered from memory. Ignored for queries. */
  readonly request: string;
  /** The backend process this call was first sent to, where it is sent again. */
  readonly epoch?: string;
}
export interface WatchFrame {
  readonly t: 'watch';
  readonly id: number;
  readonly name: string;
  readonly input: unknown;
}
export interface CancelFrame {
  readonly t: 'cancel';
  readonly id: number;
}
export interface AckFrame {
  readonly t: 'ack';
  readonly id: number;
  readonly seq: number;
}
export type ClientFrame = CallFrame | WatchFrame | CancelFrame | AckFrame;

export type ServerFrame =
  /** First of every channel. `epoch` names the backend process. */
  | { readonly t: 'hello'; readonly version: number; readonly epoch: string }
  | { readonly t: 'result'; readonly id: number; readonly value: unknown }
  /** The end of a call or of a stream. */
  | { readonly t: 'error'; readonly id: number; readonly error: AppErrorShape }
  | { readonly t: 'snapshot'; readonly id: number; readonly seq: number; readonly value: unknown }
  | { readonly t: 'delta'; readonly id: number; readonly seq: number; readonly value: unknown };

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isName = (value: unknown): value is string => typeof value === 'string' && value.length <= 100;
const isToken = (value: unknown): value is string => typeof value === 'string' && /^[A-Za-z0-9_-]{8,64}$/.test(value);

const own = (frame: Fields, key: string): unknown => (Object.hasOwn(frame, key) ? frame[key] : undefined);

/** What came from outside as a frame, or undefined where it is none. `input` is passed on unseen: the schema judges it. */
export function parseClientFrame(value: unknown): ClientFrame | undefined {
  if (!isFields(value)) return undefined;
  const id = own(value, 'id');
  if (!isCount(id)) return undefined;
  const kind = own(value, 't');
  if (kind === 'cancel') return { t: 'cancel', id };
  if (kind === 'ack') {
    const seq = own(value, 'seq');
    return isCount(seq) ? { t: 'ack', id, seq } : undefined;
  }
  const name = own(value, 'name');
  if (!isName(name)) return undefined;
  const input = own(value, 'input');
  if (kind === 'watch') return { t: 'watch', id, name, input };
  const request = own(value, 'request');
  const epoch = own(value, 'epoch');
  if (kind !== 'call' || !isToken(request) || (epoch !== undefined && !isToken(epoch))) return undefined;
  return { t: 'call', id, name, input, request, ...(epoch === undefined ? {} : { epoch }) };
}

/** A frame of the backend, or undefined where it is none. Values are typed by the contract and not looked at again. */
export function parseServerFrame(value: unknown): ServerFrame | undefined {
  if (!isFields(value)) return undefined;
  const frame = value as Fields & ServerFrame;
  switch (frame.t) {
    case 'hello':
      return isCount(frame.version) && isToken(frame.epoch) ? frame : undefined;
    case 'result':
      return isCount(frame.id) ? frame : undefined;
    case 'error':
      return isCount(frame.id) && isFields(frame.error) ? frame : undefined;
    case 'snapshot':
    case 'delta':
      return isCount(frame.id) && isCount(frame.seq) ? frame : undefined;
    default:
      return undefined;
  }
}
