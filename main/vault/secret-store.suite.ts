import { describe, expect, it } from 'vitest';
import type { SecretStore } from '../ports/index.ts';

/** What every secret store does, whatever holds the secrets. */
export function secretStoreSuite(name: string, make: () => SecretStore | Promise<SecretStore>): void {
  describe(`secret store > ${name}`, () => {
    it('knows nothing of an account that was never set', async () => {
      expect(await (await make()).get('nobody')).toBeUndefined();
    });

    it('gives back what was set, replaces it, and forgets it', async () => {
      const store = await make();
      await store.set('a', 'one');
      await store.set('b', 'two');
      await store.set('a', 'three');
      expect([await store.get('a'), await store.get('b')]).toEqual(['three', 'two']);
      await store.delete('a');
      expect([await store.get('a'), await store.get('b')]).toEqual([undefined, 'two']);
      await store.delete('b');
    });

    it('forgets without complaint what is not there', async () => {
      await expect((await make()).delete('nobody')).resolves.toBeUndefined();
    });

    it.each([
      ['quotes, line ends and every plane', '{"a":"é\\n\u{1f511}"}\n\t\'"'],
      ['16 KiB, as a session token may be', 'x'.repeat(16_384)],
    ])('keeps %s', async (_what, secret) => {
      const store = await make();
      await store.set('odd', secret);
      expect(await store.get('odd')).toBe(secret);
      await store.delete('odd');
    });

    it('takes several changes at the same time', async () => {
      const store = await make();
      const accounts = Array.from({ length: 8 }, (_, n) => `many-${n}`);
      await Promise.all(accounts.map((account) => store.set(account, `of ${account}`)));
      expect(await Promise.all(accounts.map((account) => store.get(account)))).toEqual(
        accounts.map((account) => `of ${account}`),
      );
      await Promise.all(accounts.map((account) => store.delete(account)));
      expect(await store.get('many-3')).toBeUndefined();
    });
  });
}
