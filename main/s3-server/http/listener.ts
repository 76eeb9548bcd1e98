import { createServer, STATUS_CODES, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { S3Error } from '../errors/index.ts';
import { errorDocument } from './error-answer.ts';
import { BodyMessage } from './body/body-message.ts';
import type { RequestHandler } from './request-handler.ts';
import { mostHeaders } from './request-shape.ts';

/** A connection has this long to send its headers; half-open ones are gone soon after (checked every second). */
const headersMs = 12_000;
/** Longer than the idle time of common clients' pools, so that they close first and no request meets a closing socket. */
const keepAliveMs = 65_000;

/** The node:http server with the limits node leaves open. Bodies have no overall limit of time: their reader watches silence. */
export function createListener(handler: RequestHandler, options: { hostId: string }): Server {
  const server = createServer({
    IncomingMessage: BodyMessage,
    insecureHTTPParser: false,
    maxHeaderSize: 16 * 1024,
    headersTimeout: headersMs,
    requestTimeout: 0,
    connectionsCheckingInterval: 1000,
    keepAliveTimeout: keepAliveMs,
    keepAlive: true,
    keepAliveInitialDelay: 60_000,
    noDelay: true,
  });
  server.maxHeadersCount = mostHeaders + 1;
  server.on('request', (request, response) => void handler.handle(request, response, { expectsContinue: false }));
  server.on('checkContinue', (request, response) => void handler.handle(request, response, { expectsContinue: true }));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    if (handler.broken(socket) === 'idle') refuseRaw(socket, error, options.hostId);
  });
  return server;
}

/** Answers what could not be parsed: there is no response object for it. */
function refuseRaw(socket: Duplex, error: NodeJS.ErrnoException, hostId: string): void {
  const refusal = refusalOf(error.code);
  const body = errorDocument(refusal, { method: '', resource: '/', requestId: '0000000000000000', hostId });
  const reason = STATUS_CODES[refusal.status] ?? 'Bad Request';
  socket.end(
    `HTTP/1.1 ${refusal.status} ${reason}\r\nContent-Type: application/xml\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

function refusalOf(code: string | undefined): S3Error {
  if (code === 'HPE_HEADER_OVERFLOW') return new S3Error('RequestHeaderSectionTooLarge');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return new S3Error('RequestTimeout');
  return new S3Error('BadRequest', { message: 'The request is not well-formed HTTP.' });
}
