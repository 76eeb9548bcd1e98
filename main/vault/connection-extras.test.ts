import { describe, expect, it } from 'vitest';
import { createConnectionsRepository } from '../database/index.ts';
import { createFakeKeychain } from './testing/fake-keychain.testkit.ts';
import { draft, endpoint, secret, vaultHome } from './testing/vault-home.testkit.ts';

const { start, database } = vaultHome();
const ca = `-----BEGIN CERTIFICATE-----\n${'MIIB'.repeat(20)}\n-----END CERTIFICATE-----`;
const reach = { ca, proxy: 'http://proxy.lab:3128', clockOffset: 3_600_000 };
const source = { kind: 'aws-profile', profile: 'lab' } as const;

describe('vault > what belongs to a connection beside its address', () => {
  it('colour, certificates, proxy and clock outlive a restart', async () => {
    const keychain = createFakeKeychain();
    const before = await start(keychain);
    const { id } = await before.connections.add({ ...draft('x'), endpoint: { ...endpoint, ...reach }, colour: 'blue' });
    const vault = await start(keychain);
    expect(vault.connections.get(id)).toMatchObject({ ...reach, colour: 'blue' });
    await vault.connections.update({ id, colour: 'none' });
    expect(vault.connections.get(id).colour).toBeUndefined();
    expect(vault.connections.get(id)).toMatchObject(reach);
  });

  it('a new endpoint is taken whole: what it leaves out is gone', async () => {
    const vault = await start(createFakeKeychain());
    const { id } = await vault.connections.add({ ...draft('x'), endpoint: { ...endpoint, ...reach } });
    await vault.connections.update({ id, endpoint });
    const record = vault.connections.get(id);
    expect([record.ca, record.proxy, record.clockOffset]).toEqual([undefined, undefined, undefined]);
  });

  it('what was measured stays with its address, and goes with it', async () => {
    const vault = await start(createFakeKeychain());
    const { id } = await vault.connections.add(draft('x'));
    const measured = { at: 5, facts: { copy: false, tags: true } };
    vault.connections.measured(id, measured);
    await vault.connections.update({ id, endpoint: { ...endpoint, region: 'eu' } });
    expect(vault.connections.get(id).measured).toEqual(measured);
    await vault.connections.update({ id, endpoint: { ...endpoint, endpoint: 'http://127.0.0.1:10' } });
    expect(vault.connections.get(id).measured).toBeUndefined();
    vault.connections.measured(id, measured);
    expect(vault.connections.measured(id, undefined).measured).toBeUndefined();
  });

  it('the place where the user was outlives a restart', async () => {
    const keychain = createFakeKeychain();
    const before = await start(keychain);
    const { id } = await before.connections.add(draft('x'));
    before.connections.visited(id, { bucket: 'data', prefix: 'runs/7/' });
    expect((await start(keychain)).connections.get(id).lastPlace).toEqual({ bucket: 'data', prefix: 'runs/7/' });
  });

  it('credentials of another program are kept nowhere, until a key is typed instead', async () => {
    const keychain = createFakeKeychain();
    const vault = await start(keychain);
    const { id } = vault.connections.addSourced({ name: 'Lab', endpoint, source, accessKeyId: '', readOnly: false });
    expect(vault.connections.get(id)).toMatchObject({ source, hasSecret: true });
    expect(keychain.entries.size).toBe(0);
    // This vault was given nobody to ask.
    await expect(vault.connections.credential(id)).rejects.toMatchObject({ code: 'SECRET_MISSING' });
    await vault.connections.update({ id, credential: secret('typed') });
    expect(vault.connections.get(id).source).toBeUndefined();
    expect(await vault.connections.credential(id)).toMatchObject({ secretAccessKey: 'typed' });
    await vault.connections.remove(id);
    expect(keychain.entries.size).toBe(0);
  });

  it('one without its secret says so, and takes it later', async () => {
    const vault = await start(createFakeKeychain());
    const { id } = vault.connections.addWithoutSecret({ name: 'Lab', endpoint, accessKeyId: 'AKIA', readOnly: false });
    expect(vault.connections.get(id).hasSecret).toBe(false);
    await expect(vault.connections.credential(id)).rejects.toMatchObject({ code: 'SECRET_MISSING' });
    await vault.connections.update({ id, credential: secret('typed') });
    expect(await vault.connections.credential(id)).toMatchObject({ secretAccessKey: 'typed' });
  });

  it.each([
    ['extras', "'[1]'"],
    ['extras', '\'{"ca":7}\''],
    ['extras', '\'{"proxy":"http://user:pw@proxy"}\''],
    ['last_place', "'{}'"],
  ])('a record with a damaged %s = %s is reported and left as it is', async (column, value) => {
    const vault = await start(createFakeKeychain());
    const { id } = await vault.connections.add(draft('x'));
    database().sql.exec(`UPDATE connections SET ${column} = ${value} WHERE id = '${id}'`);
    const { items, problems } = createConnectionsRepository(database()).list();
    expect(items).toEqual([]);
    expect(problems).toMatchObject([{ table: 'connections', id }]);
  });
});
