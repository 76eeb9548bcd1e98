import type { Permissions } from '../../../preload/contract/index.ts';
import { endOf, type KeyEnd } from './key-end.ts';

/** What the user has typed for a new key. */
export interface KeyDraft {
  readonly name: string;
  /** All volumes, also those made later. */
  readonly everywhere: boolean;
  readonly volumes: readonly string[];
  readonly permissions: Permissions;
  readonly end: KeyEnd;
}

export const rights = ['read', 'write', 'delete', 'admin'] as const;
export type Right = (typeof rights)[number];

/** The least that is of use: read only. */
export const emptyKeyDraft: KeyDraft = {
  name: '',
  everywhere: true,
  volumes: [],
  permissions: { read: true, write: false, delete: false, admin: false },
  end: { kind: 'never' },
};

export type KeyProblem = 'name-empty' | 'name-long' | 'no-volume' | 'no-right' | 'end-wrong';
export interface KeyProblems {
  readonly name?: KeyProblem;
  readonly volumes?: KeyProblem;
  readonly permissions?: KeyProblem;
  readonly end?: KeyProblem;
}

/** The contract's bound of a label. */
const longestName = 120;

export function keyProblems(draft: KeyDraft, now: number): KeyProblems {
  const name = draft.name.trim();
  return {
    ...(name === ''
      ? { name: 'name-empty' as const }
      : name.length > longestName
        ? { name: 'name-long' as const }
        : {}),
    ...(draft.everywhere || draft.volumes.length > 0 ? {} : { volumes: 'no-volume' as const }),
    ...(rights.some((right) => draft.permissions[right]) ? {} : { permissions: 'no-right' as const }),
    ...(endOf(draft.end, now) === 'wrong' ? { end: 'end-wrong' as const } : {}),
  };
}

/** What the contract takes; call it only where there are no problems. */
export function keyInput(
  draft: KeyDraft,
  now: number,
): { name: string; volumes: '*' | string[]; permissions: Permissions; expiresAt?: number } {
  const end = endOf(draft.end, now);
  return {
    name: draft.name.trim().replace(/[\u0000-\u001f\u007f]/g, ' '),
    volumes: draft.everywhere ? '*' : [...draft.volumes],
    permissions: draft.permissions,
    ...(typeof end === 'number' ? { expiresAt: end } : {}),
  };
}

/** A chosen volume on or off, in the order of the list. */
export function toggleVolume(draft: KeyDraft, volume: string, on: boolean): KeyDraft {
  const without = draft.volumes.filter((name) => name !== volume);
  return { ...draft, volumes: on ? [...without, volume] : without };
}
