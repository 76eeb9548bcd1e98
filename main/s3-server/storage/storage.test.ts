import { listingSuite } from './listing.suite.ts';
import { multipartSuite } from './multipart.suite.ts';
import { renameSuite } from './rename.suite.ts';
import { storageSuite } from './storage.suite.ts';
import { versionsSuite } from './versions.suite.ts';

for (const kind of ['object', 'folder'] as const) {
  storageSuite(kind);
  listingSuite(kind);
  multipartSuite(kind);
  renameSuite(kind);
  versionsSuite(kind);
}
