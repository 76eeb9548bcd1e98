import { join } from 'node:path';
import { S3Error } from '../../main/s3-server/errors/index.ts';
import { allRoutes } from '../../main/s3-server/http/routes/all-routes.ts';
import type { Route } from '../../main/s3-server/http/routes/route.ts';
import { createRouter } from '../../main/s3-server/http/routes/router.ts';
import { missingOperations, type MissingOperation } from './missing-operations.ts';
import { testTitles, type TestTitle } from './test-titles.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ').replaceAll('<', '&lt;');
/** What stands where no test names an operation: a row that this repository's own test refuses. */
export const unnamed = '**none names it**';
/** So many tests of an operation are named. */
const named = 4;

const paths = { service: '/', bucket: '/{bucket}', object: '/{bucket}/{key}' } as const;

function requestOf({ method, level, query = [], values = {}, header }: Route): string {
  const names = [...query, ...Object.entries(values).map(([name, value]) => `${name}=${value}`)];
  const target = `${method} ${paths[level]}${names.length === 0 ? '' : `?${names.join('&')}`}`;
  return `\`${target}\`${header === undefined ? '' : ` with \`${header}\``}`;
}

/** Tests that name the operation, its own ones first, then those that send it with the AWS SDK. */
function testsOf(operation: string, tests: readonly TestTitle[]): readonly TestTitle[] {
  const word = new RegExp(`\\b${operation}\\b`);
  const rank = ({ title, body }: TestTitle): number => {
    if (title.startsWith(operation) && word.test(title)) return 0;
    return word.test(title) ? 1 : body.includes(`${operation}Command(`) ? 2 : 3;
  };
  return tests.filter((one) => rank(one) < 3).sort((a, b) => rank(a) - rank(b));
}

function testsCell(found: readonly TestTitle[]): string {
  if (found.length === 0) return unnamed;
  const shown = found.slice(0, named).map(({ title, file }) => `${cell(title)} (\`${file}\`)`);
  return [...shown, ...(found.length > named ? ['and others'] : [])].join('<br>');
}

/** How the router itself answers what it has no row for. Throws where there is a row after all. */
function answerOf({ name, method, level, query }: MissingOperation): string {
  const bucket = level === 'service' ? {} : { bucket: 'b' };
  const pairs = query === undefined ? [] : [query];
  const target = {
    rawPath: '/',
    path: '/',
    query: {
      pairs,
      has: (wanted: string) => wanted === query?.[0],
      get: (wanted: string) => (wanted === query?.[0] ? query[1] : undefined),
      count: (wanted: string) => (wanted === query?.[0] ? 1 : 0),
    },
    ...bucket,
    ...(level === 'object' ? { key: 'k' } : {}),
  };
  try {
    createRouter(allRoutes).find(method, target, { get: () => undefined, names: [], entries: [] });
  } catch (error) {
    if (error instanceof S3Error) return `${error.status} ${error.code}`;
    throw error;
  }
  throw new Error(`${name} is in .ci/docs/missing-operations.ts, but a route takes it: take it out there`);
}

/** docs/s3-support.md: every operation of S3, with the tests that name it or the reason why it is not there. */
export function s3SupportDocument(): string {
  const tests = testTitles(join(import.meta.dirname, '../../main/s3-server'));
  const have = new Set(allRoutes.map((route) => route.operation.name));
  const rows = [...have].sort().map((name) => {
    const routes = allRoutes.filter((route) => route.operation.name === name);
    const requests = routes.map(requestOf).join('<br>');
    return `| ${name} | ${requests} | \`${routes[0]?.operation.action ?? ''}\` | ${testsCell(testsOf(name, tests))} |`;
  });
  const missing = missingOperations.filter(({ name }) => !have.has(name));
  return [
    '# What the embedded server speaks of S3',
    '',
    'Made from the routing table of `main/s3-server` and from its tests by `node .ci/docs.ts`; do not edit. Every operation below has',
    'at least one test that names it or sends it with the AWS SDK; `npm run check` runs them all, and fails where this page is not',
    'up to date, where an operation of the first table is not answered with success in a run of the server, where one of the second',
    'is not refused as it says, and where the AWS SDK has a command that is in neither.',
    '',
    `## ${have.size} operations that are there`,
    '',
    '| operation | request | permission | tests |',
    '|---|---|---|---|',
    ...rows,
    '',
    `## ${missing.length} operations that are not there`,
    '',
    'They are refused by name in S3’s XML, and nothing is done.',
    '',
    '| operation | answer | why |',
    '|---|---|---|',
    ...missing.map((operation) => `| ${operation.name} | ${answerOf(operation)} | ${cell(operation.reason)} |`),
    '',
  ].join('\n');
}
