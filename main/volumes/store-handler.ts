import { Readable } from 'node:stream';
import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { AppError } from '../../preload/contract/index.ts';

type Handle = NodeHttpHandler['handle'];
type Request = Parameters<Handle>[0];
type Options = Parameters<Handle>[1];
type Answer = Awaited<ReturnType<Handle>>;

/** The largest answer that is not an object: a page of 1,000 keys of 1,024 bytes, percent-encoded, is about 4 MiB. */
const largestText = 16 * 1024 ** 2;

/** Fails a text that grows past what any honest store sends, before it fills the memory. */
async function* bounded(body: AsyncIterable<Uint8Array>, endpoint: string): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const chunk of body) {
    seen += chunk.byteLength;
    if (seen > largestText) throw new AppError('STORE_BROKEN_ANSWER', { endpoint, limit: largestText });
    yield chunk;
  }
}

/** The first bytes of a body, and the whole of it. */
async function peek(body: Readable): Promise<{ start: string; whole: AsyncIterable<Uint8Array> }> {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  const first = await chunks.next();
  const start = first.done ? new Uint8Array() : first.value;
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield start;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  }
  return { start: Buffer.from(start.subarray(0, 1024)).toString('latin1'), whole: whole() };
}

/**
 * Stands between the SDK and the network: it refuses redirects (nothing signed is ever sent to another host), pages made
 * for people (a captive portal, a web server) and endless answers, before the SDK reads them.
 */
export class StoreHandler {
  readonly metadata = { handlerProtocol: 'http/1.1' };
  readonly #network: NodeHttpHandler;

  constructor(network: NodeHttpHandler) {
    this.#network = network;
  }

  async handle(request: Request, options?: Options): Promise<Answer> {
    const answer = await this.#network.handle(request, options);
    const { response } = answer;
    const headers = response.headers;
    const endpoint = request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`;
    const body: unknown = response.body;
    const refuse = (error: AppError): never => {
      if (body instanceof Readable) body.destroy();
      throw error;
    };

    // S3's own answer for another region has no Location, or names the region; the error table reads that one.
    const location = headers['location'];
    if (isRedirect(response.statusCode) && location !== undefined && headers['x-amz-bucket-region'] === undefined) {
      const target = URL.canParse(location, `${request.protocol}//${endpoint}`)
        ? new URL(location, `${request.protocol}//${endpoint}`).host
        : 'unknown';
      refuse(new AppError('ENDPOINT_REDIRECTED', { endpoint, target, status: response.statusCode }));
    }

    const objectBody = request.query?.['x-id'] === 'GetObject' && response.statusCode < 300;
    const html = /^\s*text\/html/i.test(headers['content-type'] ?? '');
    // A page instead of an object has a size too: without an ETag it is not believed.
    if (html && request.method === 'HEAD' && response.statusCode < 300 && headers['etag'] === undefined)
      refuse(new AppError('ENDPOINT_NOT_S3', { endpoint, status: response.statusCode }));
    if (html && request.method !== 'HEAD' && body instanceof Readable) {
      if (objectBody && headers['etag'] !== undefined) return answer;
      const { start, whole } = await peek(body);
      const forPeople = objectBody || /^\s*<(!doctype\s+html|html|head|body|title|h1|center)\b/i.test(start);
      const passing = response.statusCode === 429 || (response.statusCode >= 500 && response.statusCode !== 501);
      if (forPeople && !passing) refuse(new AppError('ENDPOINT_NOT_S3', { endpoint, status: response.statusCode }));
      // A proxy's page for a passing failure: the status says all, and the SDK may try again. Anything else is a store
      // that names its XML wrongly.
      if (forPeople) body.destroy();
      response.body = forPeople ? Readable.from([]) : Readable.from(bounded(whole, endpoint), { objectMode: false });
      return answer;
    }
    if (!objectBody && request.method !== 'HEAD' && body instanceof Readable)
      response.body = Readable.from(bounded(body, endpoint), { objectMode: false });
    return answer;
  }

  destroy(): void {
    this.#network.destroy();
  }

  httpHandlerConfigs(): ReturnType<NodeHttpHandler['httpHandlerConfigs']> {
    return this.#network.httpHandlerConfigs();
  }

  updateHttpClientConfig(...change: Parameters<NodeHttpHandler['updateHttpClientConfig']>): void {
    this.#network.updateHttpClientConfig(...change);
  }
}

const isRedirect = (status: number) => status >= 300 && status < 400 && status !== 304;
