import { accessDocuments, corsDocument, type CorsRule } from '../access/index.ts';
import { isBucketName, type BucketRecord, type Storage } from '../operations/index.ts';
import { bucketOf, type Call, type CallOutput, type Workspace } from './call.ts';
import { readFields, type Fields } from './json-fields.ts';
import { invalid, ManagementError } from './management-error.ts';

const publicStatement = 'PublicRead';

interface PolicyText {
  readonly Statement?: readonly { readonly Sid?: string }[];
}

/** The public flag is a statement of the bucket's policy, so that one gate decides who gets in. */
async function isPublic(storage: Storage, bucket: string): Promise<boolean> {
  const text = await storage.getBucketConfig(bucket, accessDocuments.policy);
  const policy = text === undefined ? {} : (JSON.parse(text) as PolicyText);
  return statementsOf(policy).some(({ Sid }) => Sid === publicStatement);
}

async function setPublic(storage: Storage, bucket: string, on: boolean): Promise<void> {
  const text = await storage.getBucketConfig(bucket, accessDocuments.policy);
  const policy = text === undefined ? {} : (JSON.parse(text) as PolicyText);
  const others = statementsOf(policy).filter(({ Sid }) => Sid !== publicStatement);
  const statement = {
    Sid: publicStatement,
    Effect: 'Allow',
    Principal: '*',
    Action: 's3:GetObject',
    Resource: `arn:aws:s3:::${bucket}/*`,
  };
  const next = on ? [...others, statement] : others;
  const document = { Version: '2012-10-17', ...policy, Statement: next };
  await storage.putBucketConfig(
    bucket,
    accessDocuments.policy,
    next.length === 0 ? undefined : JSON.stringify(document),
  );
}

/** A policy may have one statement instead of a list. */
function statementsOf({ Statement = [] }: PolicyText): NonNullable<PolicyText['Statement']> {
  return Array.isArray(Statement) ? Statement : [Statement as { Sid?: string }];
}

async function shown({ storage }: Workspace, bucket: BucketRecord) {
  const cors = await storage.getBucketConfig(bucket.name, corsDocument);
  const rules = cors === undefined ? [] : (JSON.parse(cors) as readonly CorsRule[]);
  return {
    id: bucket.name,
    name: bucket.name,
    public: await isPublic(storage, bucket.name),
    region: bucket.region,
    cors: { rules: rules.map(shownRule) },
    created_at: new Date(bucket.createdAt).toISOString(),
  };
}

const shownRule = ({ origins, methods, headers, exposes, maxAge }: CorsRule) => ({
  allowed_origins: origins,
  allowed_methods: methods,
  allowed_headers: headers,
  expose_headers: exposes,
  ...(maxAge === undefined ? {} : { max_age_seconds: maxAge }),
});

const ruleFields = ['allowed_origins', 'allowed_methods', 'allowed_headers', 'expose_headers', 'max_age_seconds'];
const methods = new Set(['GET', 'PUT', 'POST', 'DELETE', 'HEAD']);
/** Tokens of RFC 9110, with `*`; nothing that could end a header line. */
const headerName = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

function readRule(fields: Fields): CorsRule {
  const origins = fields.texts('allowed_origins') ?? [];
  const allowed = fields.texts('allowed_methods') ?? [];
  const headers = fields.texts('allowed_headers') ?? [];
  const exposes = fields.texts('expose_headers') ?? [];
  const maxAge = fields.count('max_age_seconds');
  if (origins.length === 0 || allowed.length === 0) throw invalid('A rule needs allowed_origins and allowed_methods.');
  const badOrigin = origins.find((origin) => !/^[\x21-\x7e]+$/.test(origin) || origin.split('*').length > 2);
  if (badOrigin !== undefined) throw invalid('An allowed origin must be an address with at most one *.');
  if (!allowed.every((method) => methods.has(method)))
    throw invalid('allowed_methods knows GET, PUT, POST, DELETE, HEAD.');
  if (![...headers, ...exposes].every((name) => headerName.test(name))) throw invalid('A header name is not one.');
  return { origins, methods: allowed, headers, exposes, ...(maxAge === undefined ? {} : { maxAge }) };
}

const readRules = (fields: Fields): readonly CorsRule[] =>
  (fields.objects('rules', ruleFields, { most: 100 }) ?? []).map(readRule);

async function setCors({ storage }: Workspace, bucket: string, rules: readonly CorsRule[]): Promise<void> {
  await storage.putBucketConfig(bucket, corsDocument, rules.length === 0 ? undefined : JSON.stringify(rules));
}

async function patchCors(workspace: Workspace, path: readonly string[], body: unknown): Promise<CallOutput> {
  const bucket = await bucketOf(workspace, path[0]);
  await setCors(workspace, bucket.name, readRules(readFields(body, ['rules'])));
  return { status: 200, body: await shown(workspace, bucket) };
}

export const bucketCalls: readonly Call[] = [
  {
    method: 'POST',
    path: '/api/storage/buckets',
    async run(workspace, { body }) {
      const fields = readFields(body, ['name', 'public']);
      const name = fields.text('name', { most: 63 });
      const open = fields.flag('public') ?? false;
      // "Contain only lowercase letters, digits, and hyphens": narrower than S3, which also takes dots.
      if (!isBucketName(name) || name.includes('.')) {
        throw new ManagementError(
          400,
          'invalid_bucket_name',
          'A bucket name has 3 to 63 lower-case letters, digits and hyphens, and begins and ends with a letter or digit.',
        );
      }
      const { storage, user, region } = workspace;
      const bucket = await storage.createBucket({ name, owner: user, region });
      if (open) await setPublic(storage, name, true);
      return { status: 201, body: await shown(workspace, bucket) };
    },
  },
  {
    method: 'GET',
    path: '/api/storage/buckets',
    async run(workspace) {
      const own = (await workspace.storage.listBuckets()).filter(({ owner }) => owner === workspace.user);
      return { status: 200, body: { buckets: await Promise.all(own.map((bucket) => shown(workspace, bucket))) } };
    },
  },
  {
    method: 'GET',
    path: '/api/storage/buckets/{}',
    run: async (workspace, { path }) => ({
      status: 200,
      body: await shown(workspace, await bucketOf(workspace, path[0])),
    }),
  },
  {
    method: 'PATCH',
    path: '/api/storage/buckets/{}',
    async run(workspace, { path, body }) {
      const bucket = await bucketOf(workspace, path[0]);
      const fields = readFields(body, ['public', 'cors']);
      const open = fields.flag('public');
      const cors = fields.object('cors', ['rules']);
      // Everything is read before anything is changed.
      const rules = cors && readRules(cors);
      if (open !== undefined) await setPublic(workspace.storage, bucket.name, open);
      if (rules) await setCors(workspace, bucket.name, rules);
      return { status: 200, body: await shown(workspace, bucket) };
    },
  },
  {
    method: 'PATCH',
    path: '/api/storage/buckets/{}/cors',
    run: (workspace, { path, body }) => patchCors(workspace, path, body),
  },
  {
    method: 'DELETE',
    path: '/api/storage/buckets/{}',
    async run(workspace, { path }) {
      const { name } = await bucketOf(workspace, path[0]);
      await workspace.storage.deleteBucket(name);
      return { status: 204 };
    },
  },
];
