import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestClient, startTestServer, type TestClient, type TestServer } from '../../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;
const query = [['lifecycle', '']] as const;
const failures: unknown[] = [];

beforeAll(async () => {
  // A day of a second: what is put is due a second later, and a pass runs each second.
  server = await startTestServer({
    lifecycleDayMs: 1000,
    onBackgroundFailure: (error) => failures.push(error),
  });
  client = createTestClient(server.port);
});
afterAll(() => server.close());

let buckets = 0;
async function makeBucket(versioned = false): Promise<string> {
  const path = `/lifecycle-${(buckets += 1)}`;
  await client.send({ method: 'PUT', path });
  if (versioned) await version(path, 'Enabled');
  return path;
}
const version = (path: string, status: string) =>
  client.send({
    method: 'PUT',
    path,
    query: [['versioning', '']],
    body: `<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`,
  });
const setRules = (path: string, ...rules: string[]) =>
  client.send({
    method: 'PUT',
    path,
    query,
    body: `<LifecycleConfiguration>${rules.map((rule) => `<Rule>${rule}</Rule>`).join('')}</LifecycleConfiguration>`,
  });
const put = (path: string, headers: Record<string, string> = {}, body = 'x') =>
  client.send({ method: 'PUT', path, body, headers });
const keys = async (path: string): Promise<string[]> => {
  const { text } = await client.send({ path });
  return [...text.matchAll(/<Key>(.*?)<\/Key>/g)].map((match) => match[1] ?? '');
};
const versions = async (path: string): Promise<string[]> => {
  const { text } = await client.send({ path, query: [['versions', '']] });
  return [...text.matchAll(/<(Version|DeleteMarker)><Key>(.*?)<\/Key>/g)].map((match) => `${match[1]} ${match[2]}`);
};
async function until(holds: () => Promise<boolean>): Promise<boolean> {
  for (let tries = 0; tries < 60; tries += 1) {
    if (await holds()) return true;
    await sleep(150);
  }
  return false;
}
const outcome = ({ status, code }: { status: number; code: string | undefined }) => [status, code];
const days = (count: number): string => `<Expiration><Days>${count}</Days></Expiration>`;
const on = '<Status>Enabled</Status>';

describe('PutBucketLifecycleConfiguration', () => {
  test('nothing > 404; rules of every form > given back as they were put; deleted > 404', async () => {
    const path = await makeBucket();
    expect(outcome(await client.send({ path, query }))).toEqual([404, 'NoSuchLifecycleConfiguration']);
    const rules = [
      `<ID>old</ID><Prefix>logs/</Prefix>${on}${days(30)}`,
      `<ID>all</ID><Filter><Prefix></Prefix></Filter>${on}<AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload>`,
      `<ID>tag</ID><Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter><Status>Disabled</Status><Expiration><Date>2030-01-01T00:00:00.000Z</Date></Expiration>`,
      `<ID>and</ID><Filter><And><Prefix>x</Prefix><Tag><Key>a</Key><Value>b</Value></Tag><ObjectSizeGreaterThan>5</ObjectSizeGreaterThan><ObjectSizeLessThan>9</ObjectSizeLessThan></And></Filter>${on}<NoncurrentVersionExpiration><NoncurrentDays>3</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration>`,
      `<ID>marker</ID><Filter></Filter>${on}<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>`,
    ];
    expect((await setRules(path, ...rules)).status).toBe(200);
    const { text } = await client.send({ path, query });
    for (const rule of rules) expect(text).toContain(`<Rule>${rule}</Rule>`);
    expect((await client.send({ method: 'DELETE', path, query })).status).toBe(204);
    expect(outcome(await client.send({ path, query }))).toEqual([404, 'NoSuchLifecycleConfiguration']);
  });

  test('no id > one is made', async () => {
    const path = await makeBucket();
    await setRules(path, `<Prefix>a</Prefix>${on}${days(1)}`);
    expect((await client.send({ path, query })).text).toMatch(/<ID>[0-9a-f-]{36}<\/ID>/);
  });

  const all = '<Filter><Prefix></Prefix></Filter>';
  const tag = '<Filter><Tag><Key>a</Key><Value>b</Value></Tag></Filter>';
  const abort =
    '<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>';
  const bad: [string, string[], number, string][] = [
    ['an id of 256 letters', [`<ID>${'a'.repeat(256)}</ID>${all}${on}${days(1)}`], 400, 'InvalidArgument'],
    ['an id twice', [`<ID>a</ID>${all}${on}${days(1)}`, `<ID>a</ID>${all}${on}${days(2)}`], 400, 'InvalidArgument'],
    ['another status', [`${all}<Status>enabled</Status>${days(1)}`], 400, 'MalformedXML'],
    ['no filter', [`${on}${days(1)}`], 400, 'MalformedXML'],
    ['a prefix and a filter', [`<Prefix/>${all}${on}${days(1)}`], 400, 'MalformedXML'],
    ['no action', [`${all}${on}`], 400, 'InvalidRequest'],
    ['no days', [`${all}${on}${days(0)}`], 400, 'InvalidArgument'],
    [
      'days and a date',
      [`${all}${on}<Expiration><Days>1</Days><Date>2030-01-01</Date></Expiration>`],
      400,
      'MalformedXML',
    ],
    ['a date that is none', [`${all}${on}<Expiration><Date>20300101</Date></Expiration>`], 400, 'MalformedXML'],
    [
      'a date at noon',
      [`${all}${on}<Expiration><Date>2030-01-01T12:00:00Z</Date></Expiration>`],
      400,
      'InvalidArgument',
    ],
    ['tags and uploads', [`${tag}${on}${abort}`], 400, 'InvalidRequest'],
    [
      'two filters without And',
      [`<Filter><Prefix>a</Prefix><Tag><Key>a</Key><Value>b</Value></Tag></Filter>${on}${days(1)}`],
      400,
      'MalformedXML',
    ],
    [
      'a transition',
      [`${all}${on}<Transition><Days>1</Days><StorageClass>GLACIER</StorageClass></Transition>`],
      501,
      'NotImplemented',
    ],
    ['an unknown element', [`${all}${on}${days(1)}<Wish/>`], 400, 'MalformedXML'],
    [
      '1,001 rules',
      Array.from({ length: 1001 }, (_, at) => `<ID>${at}</ID>${all}${on}${days(1)}`),
      400,
      'MalformedXML',
    ],
  ];
  test.each(bad)('%s > refused', async (_name, rules, status, code) => {
    const path = await makeBucket();
    expect(outcome(await setRules(path, ...rules))).toEqual([status, code]);
    expect(outcome(await client.send({ path, query }))).toEqual([404, 'NoSuchLifecycleConfiguration']);
  });

  test('x-amz-expiration > the midnight after the days, and the rule', async () => {
    const path = await makeBucket();
    await setRules(path, `<ID>a rule</ID><Prefix>in/</Prefix>${on}${days(5)}`);
    const expected = new Date(Math.ceil((Date.now() + 5 * 86_400_000) / 86_400_000) * 86_400_000).toUTCString();
    const header = `expiry-date="${expected}", rule-id="a%20rule"`;
    expect((await put(`${path}/in/a`)).headers['x-amz-expiration']).toBe(header);
    const head = await client.send({ method: 'HEAD', path: `${path}/in/a` });
    expect(head.headers['x-amz-expiration'] ?? head.status).toBe(header);
    expect((await put(`${path}/out/a`)).headers['x-amz-expiration']).toBeUndefined();
  });
});

describe('Lifecycle', () => {
  test('days by prefix, tag and size > what is covered goes, the rest stays', async () => {
    const path = await makeBucket();
    for (const key of ['logs/a', 'logs/b', 'keep/a']) await put(`${path}/${key}`);
    await put(`${path}/tagged`, { 'x-amz-tagging': 'gone=yes&other=1' });
    await put(`${path}/untagged`, { 'x-amz-tagging': 'gone=no' });
    await put(`${path}/large`, {}, 'x'.repeat(100));
    await setRules(
      path,
      `<ID>1</ID><Filter><Prefix>logs/</Prefix></Filter>${on}${days(1)}`,
      `<ID>2</ID><Filter><Tag><Key>gone</Key><Value>yes</Value></Tag></Filter>${on}${days(1)}`,
      `<ID>3</ID><Filter><ObjectSizeGreaterThan>99</ObjectSizeGreaterThan></Filter>${on}${days(1)}`,
      `<ID>4</ID><Filter><Prefix>keep</Prefix></Filter><Status>Disabled</Status>${days(1)}`,
      `<ID>5</ID><Filter><Prefix>keep</Prefix></Filter>${on}${days(80_000)}`,
    );
    expect(await until(async () => (await keys(path)).length === 2)).toBe(true);
    expect(await keys(path)).toEqual(['keep/a', 'untagged']);
  });

  test('a date that has come > everything goes, also what came after it', async () => {
    const path = await makeBucket();
    await put(`${path}/a`);
    await setRules(path, `<Filter/>${on}<Expiration><Date>2020-01-01</Date></Expiration>`);
    expect(await until(async () => (await keys(path)).length === 0)).toBe(true);
  });

  test('noncurrent versions > all but the newest N go; the current one stays', async () => {
    const path = await makeBucket(true);
    for (let count = 0; count < 5; count += 1) await put(`${path}/k`);
    await setRules(
      path,
      `<Filter/>${on}<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>2</NewerNoncurrentVersions></NoncurrentVersionExpiration>`,
    );
    expect(await until(async () => (await versions(path)).length === 3)).toBe(true);
    await sleep(1200);
    expect(await versions(path)).toEqual(['Version k', 'Version k', 'Version k']);
    expect(await keys(path)).toEqual(['k']);
  });

  test('a versioned bucket > a delete marker is made, and goes once it hides nothing', async () => {
    const path = await makeBucket(true);
    await put(`${path}/k`);
    await setRules(path, `<ID>1</ID><Filter/>${on}${days(1)}`);
    expect(await until(async () => (await versions(path)).length === 2)).toBe(true);
    expect(await versions(path)).toEqual(['DeleteMarker k', 'Version k']);
    await setRules(
      path,
      `<ID>1</ID><Filter/>${on}<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration><NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays></NoncurrentVersionExpiration>`,
    );
    expect(await until(async () => (await versions(path)).length === 0)).toBe(true);
  });

  test('uploads that were never finished > go', async () => {
    const path = await makeBucket();
    const uploads = [['uploads', '']] as const;
    for (const key of ['logs/a', 'other'])
      await client.send({ method: 'POST', path: `${path}/${key}`, query: uploads });
    await setRules(
      path,
      `<Filter><Prefix>logs/</Prefix></Filter>${on}<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>`,
    );
    const open = async () => (await client.send({ path, query: uploads })).text.match(/<Upload>/g)?.length;
    expect(await until(async () => (await open()) === 1)).toBe(true);
    expect((await client.send({ path, query: uploads })).text).toContain('<Key>other</Key>');
  });

  test('passes > without a failure', () => {
    expect(failures).toEqual([]);
  });
});
