import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { nodeSocket, type Dispatcher } from '../../../preload/rpc/index.ts';
import { maxFrameBytes } from '../../../preload/rpc/frames.ts';
import { refuseUpgrade } from './answers.ts';

/** Windows of one browser session. */
const mostSockets = 32;

export interface RpcRouteOptions {
  readonly dispatcher: Dispatcher;
  /** The last window of a session was closed this many milliseconds ago and none came back. */
  readonly sessionGrace: number;
  onSessionOver(session: string): void;
}

/** The WebSocket of the contract; who may open one was judged before. */
export class RpcRoute {
  readonly #options: RpcRouteOptions;
  readonly #server = new WebSocketServer({ noServer: true, maxPayload: maxFrameBytes, perMessageDeflate: false });
  readonly #open = new Map<string, number>();
  readonly #over = new Map<string, NodeJS.Timeout>();

  constructor(options: RpcRouteOptions) {
    this.#options = options;
  }

  accept(request: IncomingMessage, socket: Duplex, head: Buffer, session: string): void {
    if ((this.#open.get(session) ?? 0) >= mostSockets) return refuseUpgrade(socket, 429);
    return this.#server.handleUpgrade(request, socket, head, (webSocket) => {
      this.#count(session, 1);
      webSocket.once('close', () => this.#count(session, -1));
      this.#options.dispatcher.attach(nodeSocket(webSocket), { session });
    });
  }

  /** Tells every window that the backend goes away; what does not answer is cut. */
  close(): void {
    for (const socket of this.#server.clients) {
      socket.close(1001);
      setTimeout(() => socket.terminate(), 500).unref();
    }
    for (const timer of this.#over.values()) clearTimeout(timer);
    this.#over.clear();
  }

  #count(session: string, change: 1 | -1): void {
    const open = (this.#open.get(session) ?? 0) + change;
    clearTimeout(this.#over.get(session));
    this.#over.delete(session);
    if (open > 0) {
      this.#open.set(session, open);
      return;
    }
    this.#open.delete(session);
    const timer = setTimeout(() => {
      this.#over.delete(session);
      this.#options.onSessionOver(session);
    }, this.#options.sessionGrace);
    timer.unref();
    this.#over.set(session, timer);
  }
}
