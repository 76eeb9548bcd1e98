import { S3Error } from '../../errors/index.ts';

/** The version a walk stopped at, and what the next older one of its key must know of it. */
export interface WalkPosition {
  readonly key: Buffer;
  readonly ord: number;
  readonly lastModified: number;
  /** How many noncurrent versions are newer than the next older one. */
  readonly older: number;
}

export function encodePosition({ key, ord, lastModified, older }: WalkPosition): string {
  return [key.toString('base64url'), ord, lastModified, older].join('.');
}

const SHAPE = /^([A-Za-z0-9_-]+)\.(\d{1,16})\.(\d{1,16})\.(\d{1,16})$/;

/** Throws InvalidArgument. */
export function decodePosition(text: string): WalkPosition {
  const [, key = '', ord, lastModified, older] = SHAPE.exec(text) ?? [];
  if (key === '') throw new S3Error('InvalidArgument', { details: { ArgumentName: 'position' } });
  return {
    key: Buffer.from(key, 'base64url'),
    ord: Number(ord),
    lastModified: Number(lastModified),
    older: Number(older),
  };
}
