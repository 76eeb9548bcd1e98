import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { amzDate, createTestClient, startTestServer, type TestClient, type TestServer } from '../s3-server.testkit.ts';

let server: TestServer;
let client: TestClient;

beforeAll(async () => {
  server = await startTestServer();
  client = createTestClient(server.port);
  await client.send({ method: 'PUT', path: '/forms' });
  await client.send({ method: 'PUT', path: '/others' });
  await client.send({ method: 'PUT', path: '/open', headers: { 'x-amz-acl': 'public-read-write' } });
});
afterAll(() => server.close());

type Fields = readonly (readonly [string, string])[];

const boundary = '----quayside7MA4YWxk';
function encodeForm(fields: Fields, file: { name: string; body: string } | undefined): string {
  const parts = fields.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  if (file) {
    parts.push(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${file.name}"\r\nContent-Type: text/plain\r\n\r\n${file.body}\r\n`,
    );
  }
  return `${parts.join('')}--${boundary}--\r\n`;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

interface Signing {
  readonly conditions?: unknown;
  readonly expiration?: string;
  readonly secret?: string;
  readonly accessKeyId?: string;
  readonly document?: unknown;
  readonly tamper?: (policy: string) => string;
}

/** Conditions on all that a signed form must have, but for one. */
const uncovered = (left: string) =>
  ['bucket', 'key', 'x-amz-algorithm', 'x-amz-credential', 'x-amz-date']
    .filter((name) => name !== left)
    .map((name) => ['starts-with', `$${name}`, '']);

/** The fields a page would be given, in front of its own. */
function signedFields(fields: Fields, signing: Signing = {}): Fields {
  const { accessKeyId = 'AK', secret = 'SK', expiration = new Date(Date.now() + 60_000).toISOString() } = signing;
  const date = amzDate(Date.now());
  const scope = `${date.slice(0, 8)}/us-east-1/s3/aws4_request`;
  const auth: Fields = [
    ['x-amz-algorithm', 'AWS4-HMAC-SHA256'],
    ['x-amz-credential', `${accessKeyId}/${scope}`],
    ['x-amz-date', date],
  ];
  const usual = [
    { bucket: 'forms' },
    ['starts-with', '$key', 'in/'],
    ...auth.map(([name, value]) => ({ [name]: value })),
  ];
  const extra = Array.isArray(signing.conditions) ? (signing.conditions as unknown[]) : [];
  const document = signing.document ?? { expiration, conditions: [...usual, ...extra] };
  const policy = Buffer.from(JSON.stringify(document)).toString('base64');
  let key: Buffer = hmac(`AWS4${secret}`, date.slice(0, 8));
  for (const step of ['us-east-1', 's3', 'aws4_request']) key = hmac(key, step);
  const signature = hmac(key, policy).toString('hex');
  return [...fields, ...auth, ['policy', signing.tamper?.(policy) ?? policy], ['x-amz-signature', signature]];
}

const post = (
  path: string,
  fields: Fields,
  file: { name: string; body: string } | undefined = { name: 'a.txt', body: 'hello' },
) =>
  client.sendRaw({
    method: 'POST',
    path,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: encodeForm(fields, file),
  });
const outcome = ({ status, code }: { status: number; code: string | undefined }) => [status, code];
const read = async (path: string) => {
  const answer = await client.send({ path });
  return answer.status === 200 ? answer.text : answer.code;
};

describe('PostObject', () => {
  test('a signed form > 204, stored with its fields', async () => {
    const own: Fields = [
      ['key', 'in/a'],
      ['Content-Type', 'text/x-note'],
      ['x-amz-meta-from', 'page'],
    ];
    const conditions = [{ 'content-type': 'text/x-note' }, ['eq', '$x-amz-meta-from', 'page']];
    const answer = await post('/forms', signedFields(own, { conditions }));
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({ etag: '"5d41402abc4b2a76b9719d911017c592"' });
    expect(answer.headers['location']).toBe(`${server.endpoint}/forms/in/a`);
    const head = await client.send({ path: '/forms/in/a' });
    expect([head.text, head.headers['content-type'], head.headers['x-amz-meta-from']]).toEqual([
      'hello',
      'text/x-note',
      'page',
    ]);
  });

  test('${filename} > the name of the file without its path', async () => {
    await post('/forms', signedFields([['key', 'in/${filename}']]), { name: 'C:\\docs\\b.txt', body: 'b' });
    expect(await read('/forms/in/b.txt')).toBe('b');
  });

  test('success_action_status 201 > XML; 200 > 200; anything else > 204; a redirect > 303', async () => {
    const with_ = (name: string, value: string) =>
      post(
        '/forms',
        signedFields(
          [
            ['key', 'in/s'],
            [name, value],
          ],
          { conditions: [{ [name]: value }] },
        ),
      );
    const created = await with_('success_action_status', '201');
    expect(created.status).toBe(201);
    expect(created.text).toContain('<PostResponse><Location>');
    expect(created.text).toContain('<Bucket>forms</Bucket><Key>in/s</Key>');
    expect((await with_('success_action_status', '200')).status).toBe(200);
    expect((await with_('success_action_status', '404')).status).toBe(204);
    const moved = await with_('success_action_redirect', 'http://example.org/done?a=1');
    expect([moved.status, moved.headers['location']]).toEqual([
      303,
      'http://example.org/done?a=1&bucket=forms&key=in%2Fs&etag=%225d41402abc4b2a76b9719d911017c592%22',
    ]);
    expect((await with_('success_action_redirect', 'javascript:alert(1)')).status).toBe(204);
  });

  test('a file of 3 MiB that holds pieces of the boundary > byte-equal', async () => {
    const body = `\r\n--${boundary.slice(0, -1)}`.repeat(100_000);
    await post('/forms', signedFields([['key', 'in/large']]), { name: 'l', body });
    expect((await client.send({ path: '/forms/in/large' })).text === body).toBe(true);
  });

  const refused: [string, () => Fields, number, string][] = [
    ['a key outside starts-with', () => signedFields([['key', 'out/a']]), 403, 'AccessDenied'],
    [
      'a field that no condition covers',
      () =>
        signedFields([
          ['key', 'in/x'],
          ['x-amz-meta-a', 'b'],
        ]),
      403,
      'AccessDenied',
    ],
    [
      'a list that no condition covers',
      () =>
        signedFields([
          ['key', 'in/x'],
          ['acl', 'public-read'],
        ]),
      403,
      'AccessDenied',
    ],
    [
      'a condition that is not met',
      () => signedFields([['key', 'in/x']], { conditions: [{ acl: 'private' }] }),
      403,
      'AccessDenied',
    ],
    [
      'another bucket in the form',
      () =>
        signedFields([
          ['key', 'in/x'],
          ['bucket', 'others'],
        ]),
      403,
      'AccessDenied',
    ],
    [
      'an old policy',
      () => signedFields([['key', 'in/x']], { expiration: '2020-01-01T00:00:00Z' }),
      403,
      'AccessDenied',
    ],
    ['another secret', () => signedFields([['key', 'in/x']], { secret: 'no' }), 403, 'SignatureDoesNotMatch'],
    ['an unknown key', () => signedFields([['key', 'in/x']], { accessKeyId: 'no' }), 403, 'InvalidAccessKeyId'],
    [
      'a policy that was changed',
      () => signedFields([['key', 'in/x']], { tamper: (policy) => `${policy}A` }),
      403,
      'SignatureDoesNotMatch',
    ],
    [
      'the bucket of another user',
      () => signedFields([['key', 'in/x']], { accessKeyId: 'BK', secret: 'SB' }),
      403,
      'AccessDenied',
    ],
    ['no policy', () => signedFields([['key', 'in/x']]).filter(([name]) => name !== 'policy'), 400, 'InvalidArgument'],
    [
      'no signature',
      () => signedFields([['key', 'in/x']]).filter(([name]) => name !== 'x-amz-signature'),
      400,
      'InvalidArgument',
    ],
    ['no key', () => signedFields([]), 400, 'InvalidArgument'],
    [
      'no condition on the bucket',
      () =>
        signedFields([['key', 'in/x']], {
          document: { expiration: '2099-01-01T00:00:00Z', conditions: uncovered('bucket') },
        }),
      403,
      'AccessDenied',
    ],
    [
      'no conditions',
      () => signedFields([['key', 'in/x']], { document: { expiration: '2099-01-01T00:00:00Z' } }),
      400,
      'InvalidPolicyDocument',
    ],
    [
      'no expiration',
      () => signedFields([['key', 'in/x']], { document: { conditions: [{ bucket: 'forms' }] } }),
      400,
      'InvalidPolicyDocument',
    ],
    [
      'a date that is none',
      () => signedFields([['key', 'in/x']], { expiration: 'tomorrow' }),
      400,
      'InvalidPolicyDocument',
    ],
    [
      'SigV2',
      () => [
        ['key', 'in/x'],
        ['AWSAccessKeyId', 'AK'],
        ['signature', 'x'],
        ['policy', 'e30='],
      ],
      400,
      'InvalidRequest',
    ],
    ['a key that climbs', () => signedFields([['key', 'in/../../x']]), 400, 'InvalidURI'],
    ['nobody', () => [['key', 'in/x']], 403, 'AccessDenied'],
    [
      'a field twice',
      () => [
        ['key', 'in/x'],
        ['key', 'in/y'],
      ],
      400,
      'MalformedPOSTRequest',
    ],
    [
      '70 KB of fields',
      () => [
        ['key', 'in/x'],
        ['x-ignore-a', 'a'.repeat(70_000)],
      ],
      400,
      'MaxPostPreDataLengthExceeded',
    ],
    [
      'a line break in a header',
      () =>
        signedFields(
          [
            ['key', 'in/x'],
            ['content-type', 'a\r\nx-evil: 1'],
          ],
          { conditions: [['starts-with', '$content-type', '']] },
        ),
      400,
      'InvalidArgument',
    ],
  ];
  test.each(refused)('%s > refused, nothing stored', async (_name, fields, status, code) => {
    expect(outcome(await post('/forms', fields()))).toEqual([status, code]);
    expect(await read('/forms/in/x')).toBe('NoSuchKey');
  });

  test('content-length-range > too long 400 EntityTooLarge, too short EntityTooSmall, the old object stays', async () => {
    const fields = () => signedFields([['key', 'in/range']], { conditions: [['content-length-range', 3, 5]] });
    expect((await post('/forms', fields(), { name: 'r', body: '1234' })).status).toBe(204);
    expect(outcome(await post('/forms', fields(), { name: 'r', body: '123456' }))).toEqual([400, 'EntityTooLarge']);
    expect(outcome(await post('/forms', fields(), { name: 'r', body: '12' }))).toEqual([400, 'EntityTooSmall']);
    expect(await read('/forms/in/range')).toBe('1234');
  });

  test('a bucket that all may write to > anonymous forms are taken; x-ignore- is ignored', async () => {
    const answer = await post('/open', [
      ['key', 'a'],
      ['acl', 'public-read'],
      ['x-ignore-this', 'x'],
    ]);
    expect(answer.status).toBe(204);
    expect((await client.sendRaw({ path: '/open/a' })).text).toBe('hello');
  });

  test('a page of another origin > needs a signed form, or a CORS rule', async () => {
    const send = (fields: Fields, type = `multipart/form-data; boundary=${boundary}`, path = '/open') =>
      client.sendRaw({
        method: 'POST',
        path,
        headers: { 'content-type': type, origin: 'http://evil.org' },
        body: encodeForm(fields, { name: 'a', body: 'evil' }),
      });
    expect(outcome(await send([['key', 'evil']]))).toEqual([403, 'AccessForbidden']);
    expect(outcome(await send([['key', 'evil']], 'text/plain'))).toEqual([403, 'AccessForbidden']);
    expect(await read('/open/evil')).toBe('NoSuchKey');
    const signed = signedFields([['key', 'in/page']]);
    expect((await send(signed, undefined, '/forms')).status).toBe(204);
    const body =
      '<CORSConfiguration><CORSRule><AllowedMethod>POST</AllowedMethod><AllowedOrigin>http://evil.org</AllowedOrigin></CORSRule></CORSConfiguration>';
    await client.send({ method: 'PUT', path: '/open', query: [['cors', '']], body });
    expect((await send([['key', 'evil']])).status).toBe(204);
  });

  test('no form, no file, a form cut short > refused', async () => {
    const plain = await client.sendRaw({ method: 'POST', path: '/open', body: 'a=b' });
    expect(outcome(plain)).toEqual([412, 'PreconditionFailed']);
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const none = await client.sendRaw({
      method: 'POST',
      path: '/open',
      headers,
      body: encodeForm([['key', 'cut']], undefined),
    });
    expect(outcome(none)).toEqual([400, 'InvalidArgument']);
    const body = encodeForm([['key', 'cut']], { name: 'a', body: 'hello' }).slice(0, -20);
    const cut = await client.sendRaw({ method: 'POST', path: '/open', headers, body });
    expect(outcome(cut)).toEqual([400, 'MalformedPOSTRequest']);
    expect(await read('/open/cut')).toBe('NoSuchKey');
  });

  test('refused before a file of 8 MiB was read > the answer arrives', async () => {
    const answer = await post('/forms', [['key', 'in/x']], { name: 'l', body: 'x'.repeat(8 * 1024 * 1024) });
    expect(outcome(answer)).toEqual([403, 'AccessDenied']);
  });
});
