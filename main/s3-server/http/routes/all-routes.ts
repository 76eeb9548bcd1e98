import { accessRoutes } from './access-routes.ts';
import { bucketRoutes } from './bucket-routes.ts';
import { encryptionRoutes } from './encryption-routes.ts';
import { lifecycleRoutes } from './lifecycle-routes.ts';
import { listRoutes } from './list-routes.ts';
import { multipartRoutes } from './multipart-routes.ts';
import { objectRoutes } from './object-routes.ts';
import { objectSideRoutes } from './object-side-routes.ts';
import { postObjectRoute } from './post-object-route.ts';
import type { Route } from './route.ts';
import { serviceRoutes } from './service-routes.ts';
import { versionRoutes } from './version-routes.ts';

/** The routing table of S3: one row an operation. */
export const allRoutes: readonly Route[] = [
  ...serviceRoutes,
  ...bucketRoutes,
  ...accessRoutes,
  postObjectRoute,
  ...lifecycleRoutes,
  ...listRoutes,
  ...objectRoutes,
  ...multipartRoutes,
  ...objectSideRoutes,
  ...versionRoutes,
  ...encryptionRoutes,
];
