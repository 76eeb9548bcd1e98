import { storageSuite } from './storage.suite.ts';

storageSuite('object');
storageSuite('folder');
