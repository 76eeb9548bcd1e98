import type { ConnectionId } from '../../preload/contract/index.ts';
import type { ArchilApi, RunsiteApi } from '../store-apis/index.ts';

/** The APIs of stores that make links themselves, for connections that have a token for one. */
export interface LinkApis {
  /** Whether a token is saved, whatever the API. */
  has(connectionId: ConnectionId): boolean;
  /** Undefined without a token. SECRET_STORE_*. */
  runsite(connectionId: ConnectionId): Promise<RunsiteApi | undefined>;
  archil(connectionId: ConnectionId): Promise<ArchilApi | undefined>;
  /** When the key of a connection ends, as the user noted; milliseconds since the epoch. */
  keyEnds(connectionId: ConnectionId): number | undefined;
}
