import { S3Error } from '../../errors/index.ts';
import type { HeaderList } from '../header-list.ts';
import type { RequestTarget } from '../request-target.ts';
import type { Level, Route } from './route.ts';

export interface Router {
  /** Throws NotImplemented for a sub-resource S3 knows and this server does not, MethodNotAllowed for the rest. */
  find(method: string, target: RequestTarget, headers: HeaderList): Route;
}

/** Query names that make a request another operation: one that no row takes must never fall through to the plain one. */
const subResources = new Set([
  'abac',
  'accelerate',
  'acl',
  'analytics',
  'annotation',
  'append',
  'attributes',
  'cors',
  'delete',
  'encryption',
  'intelligent-tiering',
  'inventory',
  'legal-hold',
  'lifecycle',
  'location',
  'logging',
  'metadataAnnotationTable',
  'metadataConfiguration',
  'metadataInventoryTable',
  'metadataJournalTable',
  'metadataTable',
  'metrics',
  'notification',
  'object-lock',
  'ownershipControls',
  'partNumber',
  'policy',
  'policyStatus',
  'publicAccessBlock',
  'renameObject',
  'replication',
  'requestPayment',
  'restore',
  'retention',
  'select',
  'session',
  'tagging',
  'torrent',
  'uploadId',
  'uploads',
  'versioning',
  'versions',
  'website',
]);

/** Operations of Amazon's other endpoints whose requests would look like one of these. */
const elsewhere = new Set(['ListDirectoryBuckets']);

export function createRouter(routes: readonly Route[]): Router {
  const table = new Map<string, Route[]>();
  const need = (route: Route): number =>
    (route.query?.length ?? 0) + Object.keys(route.values ?? {}).length + (route.header === undefined ? 0 : 1);
  for (const route of [...routes].sort((a, b) => need(b) - need(a))) {
    const at = `${route.method} ${route.level}`;
    table.set(at, [...(table.get(at) ?? []), route]);
  }
  return {
    find(method, target, headers) {
      const level: Level = target.bucket === undefined ? 'service' : target.key === undefined ? 'bucket' : 'object';
      const { query } = target;
      const found = table
        .get(`${method} ${level}`)
        ?.find(
          (route) =>
            (route.header === undefined || headers.get(route.header) !== undefined) &&
            (route.query ?? []).every((name) => query.has(name)) &&
            Object.entries(route.values ?? {}).every(([name, value]) => query.get(name) === value),
        );
      const stray = query.pairs.find(
        ([name]) => subResources.has(name) && !found?.query?.includes(name) && !found?.optional?.includes(name),
      );
      if (stray) {
        throw new S3Error('NotImplemented', {
          message: `This server does not implement ${method} with ?${stray[0]}.`,
        });
      }
      const named = query.get('x-id');
      if (named !== undefined && elsewhere.has(named)) {
        throw new S3Error('NotImplemented', { message: `This server does not implement ${named}.` });
      }
      if (!found)
        throw new S3Error('MethodNotAllowed', { details: { Method: method, ResourceType: level.toUpperCase() } });
      return found;
    },
  };
}
