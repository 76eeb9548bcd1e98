import { describe, expect, it } from 'vitest';
import { emptyKeyDraft, keyInput, keyProblems, toggleVolume } from './key-draft.ts';

describe('key draft', () => {
  it('starts with the least that is of use', () => {
    expect(emptyKeyDraft.permissions).toEqual({ read: true, write: false, delete: false, admin: false });
    expect(keyProblems(emptyKeyDraft, 0)).toEqual({ name: 'name-empty' });
  });

  it('names each problem beside its field', () => {
    expect(
      keyProblems(
        {
          name: 'x'.repeat(121),
          everywhere: false,
          volumes: [],
          permissions: { read: false, write: false, delete: false, admin: false },
          end: { kind: 'date', value: '1999-01-01T00:00' },
        },
        Date.UTC(2026, 0, 1),
      ),
    ).toEqual({ name: 'name-long', volumes: 'no-volume', permissions: 'no-right', end: 'end-wrong' });
  });

  it('sends a clean name, and chosen volumes only where they were chosen', () => {
    const chosen = toggleVolume({ ...emptyKeyDraft, name: ' backup\tjob ', everywhere: false }, 'media', true);
    expect(keyInput(chosen, 0)).toMatchObject({ name: 'backup job', volumes: ['media'] });
    expect(keyInput({ ...chosen, everywhere: true }, 0).volumes).toBe('*');
    expect(keyInput({ ...chosen, end: { kind: 'days', days: 1 } }, 5).expiresAt).toBe(86_400_005);
    expect(toggleVolume(chosen, 'media', false).volumes).toEqual([]);
  });
});
