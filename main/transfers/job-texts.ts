import {
  type ConflictRule,
  type FileId,
  type JobId,
  type JobKind,
  type Place,
  type Selection,
  fileId,
} from '../../preload/contract/index.ts';
import type { StoredFile } from '../database/index.ts';
import type { JobSpec } from './job-spec.ts';

/** What the interface shows of a job before it has done anything. */
export interface Texts {
  readonly title: string;
  readonly from: string;
  readonly to: string;
  readonly place: Place;
}
export type AddJob = (kind: JobKind, spec: JobSpec, conflict: ConflictRule, texts: Texts) => JobId;

export const addressOf = (bucket: string, key: string): string => `${bucket}/${key}`;
export const parentOf = (key: string): string => key.slice(0, key.replace(/\/$/, '').lastIndexOf('/') + 1);
export const firstOf = ({ keys, prefixes }: Selection): string => prefixes[0] ?? keys[0] ?? '';

export const idOf = (file: StoredFile): FileId => fileId.parse(String(file.id));
