import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemClock } from '../base/index.ts';
import { openDatabase } from '../database/index.ts';
import type { KeychainProbe } from '../ports/index.ts';
import { createVault, type Vault } from '../vault/index.ts';
import { createConnectionImports, type ConnectionImports } from './create-imports.ts';
import { createProfileCredentials } from './profile-credentials.ts';

const missing = () => Promise.reject(new Error('there is no keychain in this test'));
const noKeychain: KeychainProbe = {
  name: 'none',
  probe: async () => 'no-service',
  store: { place: 'keychain', get: missing, set: missing, delete: missing },
};
const secret = 'canary/secret+4711';
const token = 'canary-token-4712';

let folder = '';
let vault: Vault;
let imports: ConnectionImports;
let close = async () => {};
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'quayside-import-'));
  const environment = { userHome: folder, env: {} };
  const home = join(folder, 'quayside');
  const database = openDatabase({ home, log: () => {} });
  const live = createProfileCredentials(environment);
  vault = createVault({ database, keychain: noKeychain, home, clock: systemClock, log: () => {}, live });
  await vault.start();
  await vault.secrets.useSession();
  imports = createConnectionImports({ environment, connections: vault.connections });
  close = async () => {
    imports.close();
    await vault.close();
    database.close();
  };
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await close();
  await rm(folder, { recursive: true, force: true });
});
const write = async (path: string, content: string) => {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
};
/** Files below a folder whose bytes hold one of these texts. */
const filesHolding = (below: string, texts: readonly string[]): string[] =>
  readdirSync(below, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const path = join(below, name);
    return statSync(path).isFile() && texts.some((text) => readFileSync(path).includes(text));
  });
const takeAll = async (agree = true) => {
  const { candidates } = await imports.find();
  const agreed = candidates.flatMap(({ id, command }) =>
    command === undefined || !agree ? [] : [[id, command] as const],
  );
  return imports.take(
    candidates.filter(({ how }) => how !== 'not').map(({ id }) => id),
    new Map(agreed),
  );
};

describe('AWS profiles', () => {
  it('keys are copied, everything temporary is read where it is', async () => {
    await write(
      '.aws/config',
      `[default]
region = eu-central-1
[profile lab.one]
region = us-west-2
endpoint_url = https://minio.lab:9000
s3 =
  addressing_style = path
[profile admin]
role_arn = arn:aws:iam::123456789012:role/admin
source_profile = default
[profile guarded]
role_arn = arn:aws:iam::123456789012:role/x
source_profile = default
mfa_serial = arn:aws:iam::123456789012:mfa/me
[sso-session corp]
sso_start_url = https://corp.awsapps.com/start
sso_region = us-east-1
[profile sso]
sso_session = corp
sso_account_id = 123456789012
sso_role_name = reader
[profile plain]
region = eu-west-1
[services lab]
s3 =
  endpoint_url = http://10.0.0.5:9000
[profile served]
services = lab
aws_access_key_id = AKSERVED
aws_secret_access_key = x
`,
    );
    await write(
      '.aws/credentials',
      `[default]
aws_access_key_id = AKDEFAULT # mine
aws_secret_access_key = ${secret}
[lab.one]
aws_access_key_id=ASIALAB
aws_secret_access_key=${secret}
aws_session_token=${token}
`,
    );
    const { candidates, problems } = await imports.find();
    expect(problems).toEqual([]);
    expect(JSON.stringify(candidates)).not.toMatch(/canary/);
    const by = Object.fromEntries(candidates.map((candidate) => [candidate.name, candidate]));
    expect(Object.keys(by).toSorted()).toEqual(['AWS default', 'admin', 'guarded', 'lab.one', 'served', 'sso']);
    expect(by['AWS default']).toMatchObject({
      how: 'copy',
      provider: 'aws',
      endpoint: 'https://s3.eu-central-1.amazonaws.com',
      accessKeyId: 'AKDEFAULT',
      file: '~/.aws/credentials',
    });
    expect(by['lab.one']).toMatchObject({
      how: 'live',
      provider: 'other',
      endpoint: 'https://minio.lab:9000',
      region: 'us-west-2',
      addressing: 'path',
      notes: ['session-token'],
    });
    expect(by['admin']).toMatchObject({ how: 'live', notes: ['role'] });
    expect(by['guarded']).toMatchObject({ how: 'not', notes: ['role', 'needs-mfa'] });
    expect(by['sso']).toMatchObject({ how: 'live', notes: ['sso'] });
    expect(by['served']).toMatchObject({ how: 'copy', endpoint: 'http://10.0.0.5:9000' });

    const { added, failed } = await takeAll();
    expect(failed).toEqual([]);
    expect(added).toHaveLength(5);
    const lab = added.find(({ name }) => name === 'lab.one');
    expect(lab).toMatchObject({ hasSecret: true, source: { kind: 'aws-profile', profile: 'lab.one' } });
    if (!lab) throw new Error('it is not there');
    expect(await vault.connections.credential(lab.id)).toMatchObject({ accessKeyId: 'ASIALAB', sessionToken: token });
    // Another program renews it: the next use reads what is there then.
    await write(
      '.aws/credentials',
      '[lab.one]\naws_access_key_id=ASIANEW\naws_secret_access_key=n\naws_session_token=t\n',
    );
    expect(await vault.connections.credential(lab.id)).toMatchObject({ accessKeyId: 'ASIANEW' });
    expect(filesHolding(join(folder, 'quayside'), [secret, token])).toEqual([]);

    const again = await imports.find();
    expect(again.candidates.find(({ name }) => name === 'lab.one')?.isHere).toBe(true);

    // The code for single sign-on looks for the files of the machine by itself.
    vi.stubEnv('AWS_CONFIG_FILE', join(folder, '.aws', 'config'));
    vi.stubEnv('HOME', folder);
    const sso = added.find(({ name }) => name === 'sso');
    if (!sso) throw new Error('it is not there');
    await expect(vault.connections.credential(sso.id)).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
  });

  it('a program runs only with the command line that was agreed to', async () => {
    const made = join(folder, 'ran');
    const script = join(folder, 'give.mjs');
    const expiration = new Date(Date.now() + 3_600_000).toISOString();
    await writeFile(
      script,
      `import { appendFileSync } from 'node:fs';
appendFileSync(${JSON.stringify(made)}, 'x');
console.log(JSON.stringify({ Version: 1, AccessKeyId: 'ASIAP', SecretAccessKey: 's', SessionToken: 't', Expiration: '${expiration}' }));`,
    );
    const command = `${process.execPath} ${script}`;
    await write('.aws/config', `[profile made]\nregion = eu-west-1\ncredential_process = ${command}\n`);
    const { candidates } = await imports.find();
    expect(candidates).toMatchObject([{ name: 'made', how: 'live', notes: ['process'], command }]);
    expect((await takeAll(false)).failed).toMatchObject([{ error: { code: 'NOT_ALLOWED' } }]);
    const { added } = await takeAll();
    expect(existsSync(made)).toBe(false);
    const [made1] = added;
    if (!made1) throw new Error('it is not there');
    expect(await vault.connections.credential(made1.id)).toEqual({
      accessKeyId: 'ASIAP',
      secretAccessKey: 's',
      sessionToken: 't',
      expiresAt: Date.parse(expiration),
    });
    await write('.aws/config', `[profile made]\nregion = eu-west-1\ncredential_process = ${command} --more\n`);
    await expect(vault.connections.credential(made1.id)).rejects.toMatchObject({
      code: 'SECRET_MISSING',
      params: { code: 'CommandChanged' },
    });
  });
});

describe('rclone, s3cmd, Cyberduck', () => {
  it('S3 remotes come along, the others are counted', async () => {
    await write(
      '.config/rclone/rclone.conf',
      `[my.r2]
type = s3
provider = Cloudflare
access_key_id = R2KEY
secret_access_key = ${secret}
endpoint = https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com

[lab]
type = s3
provider = Minio
env_auth = true
endpoint = http://minio:9000

[drive]
type = drive
token = {"access_token":"${token}"}
`,
    );
    const { candidates, problems } = await imports.find();
    expect(problems).toEqual([{ file: '~/.config/rclone/rclone.conf', problem: 'other-remotes', count: 1 }]);
    expect(candidates).toMatchObject([
      { name: 'my.r2', provider: 'r2', region: 'auto', how: 'copy', addressing: 'path' },
      { name: 'lab', provider: 'minio', how: 'without-secret', notes: ['environment'], endpoint: 'http://minio:9000' },
    ]);
    const { added } = await takeAll();
    const [r2, lab] = added;
    if (!r2 || !lab) throw new Error('they are not there');
    expect(await vault.connections.credential(r2.id)).toEqual({ accessKeyId: 'R2KEY', secretAccessKey: secret });
    expect(lab.hasSecret).toBe(false);
    expect(filesHolding(join(folder, 'quayside'), [secret, token])).toEqual([]);
  });

  it('an encrypted rclone configuration is said to be one', async () => {
    await write('.config/rclone/rclone.conf', '# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nAAAA\n');
    expect(await imports.find()).toEqual({
      candidates: [],
      problems: [{ file: '~/.config/rclone/rclone.conf', problem: 'encrypted' }],
    });
  });

  it('.s3cfg', async () => {
    await write(
      '.s3cfg',
      `[default]
access_key = S3CMD
secret_key = ${secret}
host_base = fra1.digitaloceanspaces.com
host_bucket = %(bucket)s.fra1.digitaloceanspaces.com
use_https = True
proxy_host = proxy.lab
encrypt = True
`,
    );
    expect((await imports.find()).candidates).toMatchObject([
      {
        from: 's3cmd',
        provider: 'spaces',
        endpoint: 'https://fra1.digitaloceanspaces.com',
        addressing: 'virtual',
        how: 'copy',
        notes: ['proxy-left-out', 'encryption-left-out'],
      },
    ]);
  });

  const duck = (inner: string, head = '') => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd"${head}>
<plist version="1.0"><dict>${inner}</dict></plist>`;
  const entry = (key: string, value: string) => `<key>${key}</key><string>${value}</string>`;

  it('a bookmark comes without its secret, which stays in the keychain', async () => {
    const bookmark = duck(
      entry('Protocol', 's3') +
        entry('Hostname', 's3.eu-central-003.backblazeb2.com') +
        entry('Port', '443') +
        entry('Username', 'B2KEY') +
        entry('Path', '/photos/2024') +
        entry('Nickname', 'Photos'),
    );
    await write('.duck/bookmarks/one.duck', bookmark);
    await write('.duck/bookmarks/two.duck', duck(entry('Protocol', 'sftp') + entry('Hostname', 'x')));
    const { candidates, problems } = await imports.find();
    expect(problems).toEqual([]);
    expect(candidates).toMatchObject([
      {
        name: 'Photos',
        provider: 'b2',
        region: 'eu-central-003',
        bucket: 'photos',
        accessKeyId: 'B2KEY',
        how: 'without-secret',
        notes: ['secret-elsewhere'],
      },
    ]);
  });

  it.each([
    ['entities of its own', duck(entry('Protocol', '&x;'), ' [<!ENTITY x "s3">]'), 'hostile'],
    ['nesting without end', duck(`<key>a</key>${'<array>'.repeat(5000)}${'</array>'.repeat(5000)}`), 'hostile'],
    ['half a list', '<?xml version="1.0"?><plist><dict><key>Protocol</key>', 'not-understood'],
    [
      'sections without end',
      '[a]\ntype = s3\n'.concat('[b]\n'.repeat(3), ...Array.from({ length: 1200 }, (_, n) => `[s${n}]\n`)),
      'hostile',
    ],
    ['something else', 'hello', 'not-understood'],
    ['bytes', '\u0000\u0001\uffff'.repeat(100), 'not-understood'],
  ])('a chosen file with %s > a problem, and nothing else', (_name, content, problem) => {
    expect(imports.read('chosen.file', content)).toEqual({
      candidates: [],
      problems: [{ file: 'chosen.file', problem }],
    });
  });

  it('a file that is far too large, or none at all, is not read', async () => {
    await write('.s3cfg', '[default]\n'.padEnd(300_000, '#'));
    await mkdir(join(folder, '.aws', 'credentials'), { recursive: true });
    expect(await imports.find()).toEqual({
      candidates: [],
      problems: [
        { file: '~/.aws/credentials', problem: 'unreadable' },
        { file: '~/.s3cfg', problem: 'too-large' },
      ],
    });
  });

  it('names of people cannot reach beyond their field', () => {
    const { candidates } = imports.read(
      'x',
      '[__proto__]\ntype = s3\nendpoint = https://a.example\naccess_key_id = a\nsecret_access_key = b\n',
    );
    expect(candidates).toMatchObject([{ name: '__proto__', how: 'copy' }]);
    expect(({} as Record<string, unknown>)['type']).toBeUndefined();
  });
});
