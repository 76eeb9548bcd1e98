import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeKeychain } from '../vault/testing/fake-keychain.testkit.ts';
import { openKeysHome, type KeysHome } from './keys-home.testkit.ts';

let folder: string;
let home: KeysHome;
const copied: string[] = [];
const clipboard = { writeSecret: async (text: string) => void copied.push(text) };
const pair = { accessKeyId: 'user_1', secretAccessKey: "it's $a%b", sessionToken: 'tok' };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-export-'));
  copied.length = 0;
});
afterEach(async () => {
  await home.close();
  await rm(folder, { recursive: true, force: true });
});

describe('keys > hand over', () => {
  it('writes a file that only its owner reads, never over another one, and copies without giving it back', async () => {
    home = await openKeysHome({ ports: { clipboard } });
    const { id } = await home.add('Pods', 'runpod', 'https://s3api-eu-ro-1.runpod.io', pair, 'EU-RO-1');
    const subject = { kind: 'connection' as const, id };
    expect(home.keys.handOver.ways(subject)).toEqual({ clipboard: true, proof: 'none', place: 'keychain' });
    const to = { kind: 'folder' as const, path: folder };
    const first = await home.keys.handOver.give({ subject, tool: 'environment', to });
    const second = await home.keys.handOver.give({ subject, tool: 'environment', to });
    expect([first.fileName, second.fileName]).toEqual(['quayside-environment.sh', 'quayside-environment 2.sh']);
    const path = join(folder, 'quayside-environment.sh');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const text = await readFile(path, 'utf8');
    expect(text).toContain(`AWS_SECRET_ACCESS_KEY='it'\\''s $a%b'`);
    expect(text).toContain('AWS_SESSION_TOKEN=tok');
    expect(text).toContain('AWS_REGION=EU-RO-1');
    expect(await home.keys.handOver.give({ subject, tool: 'boto3', to: { kind: 'clipboard' } })).toEqual({});
    expect(copied[0]).toContain(`aws_secret_access_key="it's $a%b"`);
    expect(home.keys.handOver.snippet(subject, 's3cmd')).not.toContain("it's");
  });

  it('asks for the passphrase again where secrets are in the file, and the system where it can ask', async () => {
    let allows = false;
    const presence = { available: () => true, prompt: async () => allows };
    home = await openKeysHome({ ports: { clipboard, presence }, keychain: createFakeKeychain('no-service') });
    await home.vault.secrets.usePassphraseFile('correct horse');
    const { id } = await home.add('Store', 'minio', 'https://s3.example', pair);
    const wish = {
      subject: { kind: 'connection' as const, id },
      tool: 'rclone' as const,
      to: { kind: 'clipboard' as const },
    };
    expect(home.keys.handOver.ways(wish.subject).proof).toBe('passphrase');
    await expect(home.keys.handOver.give({ ...wish, passphrase: 'wrong' })).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG',
    });
    await home.keys.handOver.give({ ...wish, passphrase: 'correct horse' });
    home.keychain.problem = 'none';
    await home.vault.secrets.useKeychain();
    expect(home.keys.handOver.ways(wish.subject).proof).toBe('system');
    await expect(home.keys.handOver.give(wish)).rejects.toMatchObject({ code: 'CANCELLED' });
    allows = true;
    await home.keys.handOver.give(wish);
    expect(copied.length).toBe(2);
  });

  it('refuses a secret that would begin a line of its own', async () => {
    home = await openKeysHome({ ports: { clipboard } });
    const { id } = await home.add('Odd', 'minio', 'https://s3.example', {
      accessKeyId: 'a',
      secretAccessKey: 'x\ny = z',
    });
    const wish = {
      subject: { kind: 'connection' as const, id },
      tool: 'rclone' as const,
      to: { kind: 'clipboard' as const },
    };
    await expect(home.keys.handOver.give(wish)).rejects.toMatchObject({ code: 'BAD_INPUT' });
    expect(copied).toEqual([]);
  });
});
