/** One statement of a policy in a sentence. */
export interface PolicyLine {
  readonly text: string;
  /** It lets in everybody, without any condition. */
  readonly isPublic: boolean;
}

type Json = unknown;
const isObject = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const list = (value: Json): readonly string[] =>
  (Array.isArray(value) ? (value as Json[]) : [value]).filter((one): one is string => typeof one === 'string');
const joined = (parts: readonly string[]): string =>
  parts.length < 2 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

const actions: Readonly<Record<string, string>> = {
  's3:*': 'do everything',
  '*': 'do everything',
  's3:GetObject': 'read objects',
  's3:GetObjectVersion': 'read old versions',
  's3:PutObject': 'write objects',
  's3:DeleteObject': 'delete objects',
  's3:DeleteObjectVersion': 'delete versions',
  's3:ListBucket': 'list objects',
  's3:ListBucketVersions': 'list versions',
  's3:GetBucketLocation': 'ask where the bucket is',
  's3:AbortMultipartUpload': 'end uploads',
  's3:ListBucketMultipartUploads': 'list uploads',
  's3:ListMultipartUploadParts': 'list parts of uploads',
  's3:PutObjectAcl': 'change who may read objects',
  's3:PutBucketPolicy': 'change this policy',
};
const actionWords = (action: string): string => actions[action] ?? action;

function who(statement: Readonly<Record<string, Json>>): { readonly text: string; readonly isAll: boolean } {
  const not = statement['NotPrincipal'] !== undefined;
  const principal = statement['Principal'] ?? statement['NotPrincipal'];
  const names = isObject(principal) ? Object.values(principal).flatMap(list) : list(principal);
  const isAll = names.includes('*');
  if (isAll && !not) return { text: 'Anyone', isAll: true };
  const short = names.map((name) => /:(?:root|user\/.+|role\/.+)$/.exec(name)?.[0].slice(1) ?? name);
  const accounts = names.map((name, index) => {
    const account = /^arn:aws[\w-]*:iam::(\d{12}):(.+)$/.exec(name);
    if (account?.[2] === 'root') return `the account ${account[1]}`;
    return account === null ? name : `${short[index]} of ${account[1]}`;
  });
  // Everybody but the named is everybody.
  return not
    ? { text: `Everyone but ${joined(accounts)}`, isAll: true }
    : { text: joined(accounts) || 'Nobody', isAll: false };
}

function where(statement: Readonly<Record<string, Json>>): string {
  const resources = list(statement['Resource'] ?? statement['NotResource']);
  const not = statement['NotResource'] === undefined ? '' : 'everywhere but ';
  const names = resources.map((resource) => {
    const path = resource.replace(/^arn:[\w-]*:s3:::/, '');
    const [bucket = '', ...rest] = path.split('/');
    if (rest.length === 0) return bucket === '*' ? 'every bucket' : `the bucket ${bucket}`;
    const key = rest.join('/');
    return key === '*' ? `all objects of ${bucket}` : `${key} in ${bucket}`;
  });
  return `${not}${joined(names)}`;
}

const operators: Readonly<Record<string, string>> = {
  IpAddress: 'from the addresses',
  NotIpAddress: 'from other addresses than',
  StringEquals: 'is',
  StringNotEquals: 'is not',
  StringLike: 'is like',
  StringNotLike: 'is not like',
  Bool: 'is',
  DateGreaterThan: 'after',
  DateLessThan: 'before',
};
function conditions(statement: Readonly<Record<string, Json>>): string {
  const condition = statement['Condition'];
  if (!isObject(condition)) return '';
  const parts = Object.entries(condition).flatMap(([operator, tests]) =>
    isObject(tests)
      ? Object.entries(tests).map(([key, value]) => {
          const values = joined((Array.isArray(value) ? (value as Json[]) : [value]).map(String));
          if (key === 'aws:SecureTransport') return values === 'true' ? 'over TLS' : 'without TLS';
          if (key === 'aws:SourceIp') return `${operators[operator] ?? operator} ${values}`;
          return `${key} ${operators[operator] ?? operator} ${values}`;
        })
      : [],
  );
  return parts.length === 0 ? '' : `, if ${joined(parts)}`;
}

/** Addresses that are all of them are no condition. */
function isUnconditional(statement: Readonly<Record<string, Json>>): boolean {
  const condition = statement['Condition'];
  if (!isObject(condition) || Object.keys(condition).length === 0) return true;
  const ip = condition['IpAddress'];
  const only = Object.keys(condition).length === 1 && isObject(ip);
  return only && list(ip['aws:SourceIp']).some((range) => range.endsWith('/0'));
}

/** What a bucket policy says, a sentence a statement; nothing for what is no policy. */
export function policySummary(policy: Json): readonly PolicyLine[] {
  if (!isObject(policy)) return [];
  const { Statement } = policy;
  const statements = (Array.isArray(Statement) ? (Statement as Json[]) : [Statement]).filter(isObject);
  return statements.map((statement) => {
    const { text, isAll } = who(statement);
    const allows = statement['Effect'] === 'Allow';
    const not = statement['NotAction'] === undefined ? '' : 'do everything but ';
    const what = joined(list(statement['Action'] ?? statement['NotAction']).map(actionWords));
    return {
      text: `${text} may ${allows ? '' : 'not '}${not}${what}: ${where(statement)}${conditions(statement)}.`,
      isPublic: allows && isAll && isUnconditional(statement),
    };
  });
}
