import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { isIP, type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { AppError, type LinkServerStatus, type ShareId } from '../../preload/contract/index.ts';
import { createEmitter, type Clock, type Watchable } from '../base/index.ts';
import { createSettingsRepository, type AppDatabase } from '../database/index.ts';
import type { Volumes } from '../volumes/index.ts';
import { createLinkAnswers } from './link-answers.ts';
import type { LinkBook } from './link-book.ts';

export interface LinkServer {
  readonly watch: Watchable<LinkServerStatus, LinkServerStatus>;
  /** Listens as the user left it. Never rejects: what is wrong is in the status. */
  start(book: LinkBook): Promise<void>;
  /** Opens to the local network (`address`: the one to put into links), or closes to this computer. TARGET_UNWRITABLE. */
  setNetwork(on: boolean, address?: string): Promise<void>;
  /** The address of a link. Throws SERVER_DOWN. */
  address(token: string): string;
  /** Ends what is being sent by a link at this moment. */
  cut(id: ShareId): void;
  stop(): Promise<void>;
}

export interface LinkServerOptions {
  readonly database: AppDatabase;
  readonly volumes: Pick<Volumes, 'of'>;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

const portName = 'links.port';
const networkName = 'links.network';
/** Milliseconds for the headers, and without any byte of a body. */
const headersWithin = 15_000;
const idleWithin = 60_000;

export function createLinkServer(options: LinkServerOptions): LinkServer {
  const { database, log } = options;
  const settings = createSettingsRepository(database);
  const emitter = createEmitter<LinkServerStatus>((error) => log(`links: a listener failed: ${String(error)}`));
  const sending = new Map<ShareId, Set<ServerResponse>>();
  let book: LinkBook | undefined;
  let server: Server | undefined;
  let port = 0;
  let problem: string | undefined;
  let tail: Promise<void> = Promise.resolve();

  const chosen = (): { on: boolean; address: string | undefined } => {
    const value = settings.read(networkName);
    if (typeof value !== 'object' || value === null) return { on: false, address: undefined };
    const { on, address }: { on?: unknown; address?: unknown } = value;
    return { on: on === true, address: typeof address === 'string' && isIP(address) === 4 ? address : undefined };
  };

  function status(): LinkServerStatus {
    const { on, address } = chosen();
    const addresses = ownAddresses();
    const host = on ? (addresses.find((own) => own === address) ?? addresses[0]) : '127.0.0.1';
    return {
      running: server !== undefined,
      network: on,
      ...(server && host !== undefined ? { base: `http://${host}:${port}` } : {}),
      addresses,
      ...(problem === undefined ? {} : { problem }),
    };
  }

  async function listen(): Promise<void> {
    if (!book) return;
    const answer = createLinkAnswers({
      ...options,
      book,
      track(id, response) {
        const open = sending.get(id) ?? new Set();
        sending.set(id, open.add(response));
        response.once('close', () => {
          open.delete(response);
          if (open.size === 0) sending.delete(id);
        });
      },
    });
    const next = createServer({
      headersTimeout: headersWithin,
      // A file that somebody sends may take hours; a socket without a byte ends by its own timeout.
      requestTimeout: 0,
      maxHeaderSize: 16 * 1024,
      connectionsCheckingInterval: 1000,
    });
    next.timeout = idleWithin;
    next.maxConnections = 512;
    next.maxHeadersCount = 100;
    next.on('request', (request: IncomingMessage, response: ServerResponse) => {
      answer(request, response, port).catch((error: unknown) => {
        log(`links: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        response.destroy();
      });
    });
    const { on } = chosen();
    const remembered = settings.read(portName);
    const wanted = typeof remembered === 'number' && remembered > 0 && remembered < 65_536 ? remembered : 0;
    const host = on ? '0.0.0.0' : '127.0.0.1';
    try {
      port = await bind(next, host, wanted);
    } catch (error) {
      if (wanted === 0) throw error;
      log(`links: port ${wanted} cannot be had, another one is used: links made with it do not open meanwhile`);
      port = await bind(next, host, 0);
    }
    if (wanted === 0) settings.write(portName, port);
    server = next;
    problem = undefined;
  }

  async function halt(): Promise<void> {
    const old = server;
    server = undefined;
    if (!old) return;
    await new Promise<void>((resolve) => {
      old.close(() => resolve());
      old.closeAllConnections();
    });
  }

  async function again(): Promise<void> {
    await halt();
    try {
      await listen();
    } catch (error) {
      problem = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      log(`links: cannot be served: ${String(error)}`);
    }
    emitter.emit(status());
  }

  const serial = (work: () => Promise<void>): Promise<void> => (tail = tail.then(work, work));

  return {
    watch: { snapshot: status, subscribe: emitter.subscribe },
    start(with_) {
      book = with_;
      return serial(again);
    },
    setNetwork: (on, address) =>
      serial(async () => {
        if (on && ownAddresses().length === 0) throw new AppError('SERVER_DOWN', { reason: 'no network' });
        settings.write(networkName, { on, ...(address === undefined ? {} : { address }) });
        await again();
      }),
    address(token) {
      const { base } = status();
      if (base === undefined) throw new AppError('SERVER_DOWN', { reason: problem ?? 'stopped' });
      return `${base}/s/${token}`;
    },
    cut(id) {
      for (const response of sending.get(id) ?? []) response.destroy();
    },
    stop: () => serial(halt),
  };

  /** IPv4 addresses of this computer on its networks; private ones first, as links are for people nearby. */
  function ownAddresses(): string[] {
    const found = Object.values(networkInterfaces())
      .flat()
      .flatMap((entry) => (entry && entry.family === 'IPv4' && !entry.internal ? [entry.address] : []));
    const isPrivate = (address: string) => /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(address);
    return [...new Set(found)].sort((a, b) => Number(isPrivate(b)) - Number(isPrivate(a))).slice(0, 16);
  }
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
