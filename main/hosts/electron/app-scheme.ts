import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { FileService } from '../../files/index.ts';
import type { PageFiles } from '../page-files.ts';
import { answerHeaders, pageHeaders } from '../page-policy.ts';
import type { ElectronApi } from './electron-api.ts';

const scheme = 'quayside';
/** The one origin of the page; not file://, which would give it the whole disk as its own site. */
export const pageOrigin = `${scheme}://app`;
export const pageUrl = `${pageOrigin}/`;

/** True for addresses of the page's own origin, judged by a parser and never by how the text begins. */
export function isPageUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === `${scheme}:` && host === 'app' && username === '' && password === '';
}

/** Must run before the app is ready. */
export function registerScheme(protocol: ElectronApi['protocol']): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true } },
  ]);
}

export interface SchemeOptions {
  readonly pages: PageFiles;
  readonly files: FileService;
  /** Of the window that is open now; addresses of file bytes are bound to it. */
  readonly session: () => string | undefined;
}

/** Serves the built interface and the one-use addresses of file bytes, as the headless host does over HTTP. */
export function serveScheme(protocol: ElectronApi['protocol'], options: SchemeOptions): void {
  protocol.handle(scheme, (request) => answer(request, options));
}

async function answer(request: Request, { pages, files, session }: SchemeOptions): Promise<Response> {
  if (!isPageUrl(request.url)) return refuse(403);
  const path = decodePath(new URL(request.url).pathname);
  if (path === undefined) return refuse(400);
  if (path.startsWith('/files/')) {
    const name = session();
    return name === undefined ? refuse(403) : serveFile(request, files, path.slice(7), name);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  const file = await pages.find(path);
  if (file === undefined) return refuse(path === '/' ? 503 : 404);
  const isPage = file.type.startsWith('text/html');
  return new Response(request.method === 'HEAD' ? null : new Uint8Array(file.body), {
    status: 200,
    headers: {
      ...(isPage ? pageHeaders() : answerHeaders),
      'content-type': file.type,
      'content-length': String(file.body.length),
      'cache-control': file.immutable ? 'max-age=31536000, immutable' : 'no-store',
    },
  });
}

async function serveFile(request: Request, files: FileService, ticket: string, session: string): Promise<Response> {
  if (!['GET', 'HEAD', 'PUT'].includes(request.method)) return refuse(405);
  const { status, headers, body } = await files.serve({
    method: request.method,
    ticket,
    session,
    headers: Object.fromEntries(request.headers),
    ...(request.method === 'PUT' && request.body !== null
      ? { body: Readable.fromWeb(request.body as NodeReadableStream) }
      : {}),
    signal: request.signal,
  });
  const bare = request.method === 'HEAD' || body === undefined || [204, 205, 304].includes(status);
  if (bare) body?.destroy();
  return new Response(bare ? null : (Readable.toWeb(body) as ReadableStream), {
    status,
    headers: { ...answerHeaders, ...headers },
  });
}

const refuse = (status: number): Response => new Response(null, { status, headers: answerHeaders });

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
