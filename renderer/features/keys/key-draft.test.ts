import { describe, expect, it } from 'vitest';
import { emptyKeyDraft, keyInput, keyProblems, toggleVolume } from './key-draft.ts';

describe('key draft', () => {
  it('starts with the least that is of use', () => {
    expect(emptyKeyDraft.permissions).toEqual({ read: true, write: false, delete: false, admin: false });
    expect(keyProblems(emptyKeyDraft)).toEqual({ name: 'name-empty' });
  });

  it('names each problem beside its field', () => {
    expect(
      keyProblems({
        name: 'x'.repeat(121),
        everywhere: false,
        volumes: [],
        permissions: { read: false, write: false, delete: false, admin: false },
      }),
    ).toEqual({ name: 'name-long', volumes: 'no-volume', permissions: 'no-right' });
  });

  it('sends a clean name, and chosen volumes only where they were chosen', () => {
    const chosen = toggleVolume({ ...emptyKeyDraft, name: ' backup\tjob ', everywhere: false }, 'media', true);
    expect(keyInput(chosen)).toMatchObject({ name: 'backup job', volumes: ['media'] });
    expect(keyInput({ ...chosen, everywhere: true }).volumes).toBe('*');
    expect(toggleVolume(chosen, 'media', false).volumes).toEqual([]);
  });
});
