import { expect, test } from 'vitest';
import { policyActions } from '../../access/index.ts';
import { allRoutes } from './all-routes.ts';

/** About the account and not about a bucket, so no policy of a bucket can name it. */
const ofAccounts = new Set(['s3:listallmybuckets']);

test.each(allRoutes.map(({ operation }) => [operation.name, operation.action] as const))(
  '%s > its action %s can be named by a policy',
  (_name, action) => {
    const name = action.toLowerCase();
    expect(ofAccounts.has(name) || policyActions.includes(name)).toBe(true);
  },
);
