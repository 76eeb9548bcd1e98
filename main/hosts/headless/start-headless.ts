import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostname, homedir, tmpdir } from 'node:os';
import type { Duplex } from 'node:stream';
import { contract } from '../../../preload/contract/index.ts';
import { createDispatcher, type Dispatcher } from '../../../preload/rpc/index.ts';
import type { Backend, CreateBackend } from '../../backend.ts';
import { systemClock, type Clock } from '../../base/index.ts';
import type { KeychainProbe } from '../../ports/index.ts';
import { createPageFiles, type PageFiles } from '../page-files.ts';
import { platformName } from '../platform-name.ts';
import { redirectHome, refuse, refuseUpgrade, sendEmpty, sendPageFile } from './answers.ts';
import { serveFile } from './file-route.ts';
import { LaunchToken } from './launch-token.ts';
import { judgeRequest, namesItsOrigin, type GateOptions } from './request-gate.ts';
import { RpcRoute } from './rpc-route.ts';
import { WebSessions } from './web-sessions.ts';

export interface HeadlessOptions {
  /** QUAYSIDE_HOME, absolute. */
  readonly home: string;
  /** Port on 127.0.0.1; 0 takes any free one. */
  readonly port: number;
  /** Takes any free port where that one is taken. */
  readonly anyPortIfTaken?: boolean;
  readonly createBackend: CreateBackend;
  readonly keychain: KeychainProbe;
  readonly version: string;
  /** The built interface. */
  readonly pageFolder: string;
  /** Further Host names, `name` or `name:port`, for those who reach it through a tunnel or proxy. */
  readonly allowHosts?: readonly string[];
  readonly s3Port?: number;
  readonly clock?: Clock;
  readonly log?: (line: string) => void;
  /** A launch token was used: the address for the next window. The only place where a token goes. */
  readonly announce?: (address: string) => void;
  /** Milliseconds after the last window of a session closed until its grants and addresses end. */
  readonly sessionGrace?: number;
  /** Milliseconds that the head of a request may take. */
  readonly headersTimeout?: number;
  readonly checkOutput?: boolean;
}

export interface HeadlessHost {
  readonly port: number;
  /** With a one-time token; another one after each use. */
  address(): string;
  /** Windows are told, running commands finish, the backend closes. */
  close(): Promise<void>;
}

/**
 * The whole app as plain Node on loopback, used from a browser. Rejects with the listener's error (EADDRINUSE) or the
 * backend's refusal to start; nothing listens then.
 */
export async function startHeadless(options: HeadlessOptions): Promise<HeadlessHost> {
  const backend = await options.createBackend(
    {
      paths: { home: options.home, userHome: homedir(), temporary: tmpdir() },
      keychain: options.keychain,
      capabilities: {
        host: 'headless',
        platform: platformName(process.platform),
        machine: hostname(),
        dropped: 'bytes',
        nativeDialogs: false,
        dragOut: false,
        showInFolder: false,
        openExternal: false,
        notifications: false,
      },
    },
    {
      version: options.version,
      ...(options.s3Port === undefined ? {} : { s3Port: options.s3Port }),
      ...(options.log === undefined ? {} : { log: options.log }),
    },
  );
  const host = new HeadlessServer(options, backend);
  try {
    await host.listen();
  } catch (error) {
    await backend.close();
    throw error;
  }
  return host;
}

class HeadlessServer implements HeadlessHost {
  readonly #options: HeadlessOptions;
  readonly #backend: Backend;
  readonly #dispatcher: Dispatcher;
  readonly #http: Server;
  readonly #pages: PageFiles;
  readonly #launch = new LaunchToken();
  readonly #sessions: WebSessions;
  readonly #rpc: RpcRoute;
  #gate: GateOptions;

  constructor(options: HeadlessOptions, backend: Backend) {
    this.#options = options;
    this.#backend = backend;
    this.#pages = createPageFiles(options.pageFolder);
    this.#sessions = new WebSessions(backend.sessions, options.clock ?? systemClock);
    this.#gate = { port: options.port, allowHosts: options.allowHosts ?? [] };
    this.#dispatcher = createDispatcher({
      contract,
      handlers: backend.handlers,
      incident: (error, procedure) => backend.incident(error, procedure),
      log: (line) => options.log?.(line),
      checkOutput: options.checkOutput ?? false,
    });
    this.#rpc = new RpcRoute({
      dispatcher: this.#dispatcher,
      sessionGrace: options.sessionGrace ?? 15 * 60_000,
      onSessionOver: (session) => backend.endSession(session),
    });
    // Bodies of uploads may take hours, headers may not: half-open connections are closed in seconds.
    const { headersTimeout = 10_000 } = options;
    this.#http = createServer({ headersTimeout, requestTimeout: 0, connectionsCheckingInterval: headersTimeout / 4 });
    this.#http.maxHeadersCount = 100;
    this.#http.on('request', (request, response) => {
      this.#answer(request, response).catch((error: unknown) => {
        backend.incident(error, 'http');
        if (response.headersSent) response.destroy();
        else refuse(response, 500, 'Something went wrong inside Quayside.');
      });
    });
    this.#http.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  get port(): number {
    return this.#gate.port;
  }

  async listen(): Promise<void> {
    try {
      await this.#listen(this.#options.port);
    } catch (error) {
      const taken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
      if (!taken || !this.#options.anyPortIfTaken) throw error;
      await this.#listen(0);
    }
    this.#gate = { ...this.#gate, port: (this.#http.address() as AddressInfo).port };
  }

  async #listen(port: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#http.once('error', reject);
    // The literal address and never a name: a name may mean every interface.
    this.#http.listen({ host: '127.0.0.1', port }, () => resolve());
    await promise.finally(() => this.#http.off('error', reject));
  }

  address(): string {
    return `http://127.0.0.1:${this.port}/?token=${this.#launch.current}`;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#http.close(() => resolve()));
    await Promise.race([this.#dispatcher.close(), sleep(5_000, undefined, { ref: false })]);
    this.#rpc.close();
    await this.#backend.close();
    this.#http.closeAllConnections();
    await closed;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const verdict = judgeRequest(request, this.#gate);
    if (!verdict.ok) return refuse(response, verdict.status, verdict.sentence);
    const { host, path, query } = verdict;
    const method = request.method ?? '';
    if (query.has('token')) return this.#launchWindow(response, method, path, query, host);
    const session = this.#sessions.find(request, host);
    if (session === undefined) {
      return refuse(response, 401, 'Open the address that Quayside printed when it started.');
    }
    if (path.startsWith('/files/')) {
      if (!['GET', 'HEAD', 'PUT'].includes(method)) return refuse(response, 405, 'This method is not served here.');
      if (method === 'PUT' && !namesItsOrigin(request))
        return refuse(response, 403, 'Only the page itself may send files.');
      return serveFile(this.#backend.files, request, response, { ticket: path.slice(7), session: session.id });
    }
    if (method !== 'GET' && method !== 'HEAD') return refuse(response, 405, 'This method is not served here.');
    if (path === '/session') return sendEmpty(response, 204);
    const file = await this.#pages.find(path);
    if (file !== undefined) return sendPageFile(response, file, host);
    if (path === '/') return refuse(response, 503, 'The interface is not built: run npm run build.');
    return refuse(response, 404, 'There is nothing at this address.');
  }

  #launchWindow(response: ServerResponse, method: string, path: string, query: URLSearchParams, host: string): void {
    const tokens = query.getAll('token');
    const asked = method === 'GET' && path === '/' && tokens.length === 1;
    if (!asked || !this.#launch.redeem(tokens[0] ?? '')) {
      return refuse(
        response,
        401,
        'This address was used before or is not complete. Quayside printed a new one for each new window.',
      );
    }
    redirectHome(response, this.#sessions.begin(host));
    return this.#options.announce?.(this.address());
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // A connection that breaks before its WebSocket stands has no other listener.
    socket.on('error', () => socket.destroy());
    const verdict = judgeRequest(request, this.#gate);
    if (!verdict.ok) return refuseUpgrade(socket, verdict.status);
    if (!namesItsOrigin(request)) return refuseUpgrade(socket, 403);
    const session = this.#sessions.find(request, verdict.host);
    if (session === undefined || verdict.query.has('token')) return refuseUpgrade(socket, 401);
    if (verdict.path !== '/rpc') return refuseUpgrade(socket, 404);
    return this.#rpc.accept(request, socket, head, session.id);
  }
}
