import type { IncomingMessage } from 'node:http';

export interface GateOptions {
  /** The port this host listens on. */
  readonly port: number;
  /** Further names by which people reach it through a tunnel or proxy: `name` (any port) or `name:port`. */
  readonly allowHosts: readonly string[];
}

export type GateVerdict =
  | { readonly ok: true; readonly host: string; readonly path: string; readonly query: URLSearchParams }
  | { readonly ok: false; readonly status: 400 | 403; readonly sentence: string };

const longestUrl = 8 * 1024;
const refuse = (status: 400 | 403, sentence: string): GateVerdict => ({ ok: false, status, sentence });

/**
 * Judges what every request says about where it comes from, before anything is routed: one Host that is ours (so that
 * no name of somebody else's can be pointed here), an Origin that is ours where there is one, and no other site as its
 * cause. Node lets two Host headers and absolute addresses pass, therefore both are looked at here.
 */
export function judgeRequest(request: IncomingMessage, options: GateOptions): GateVerdict {
  const hosts = request.rawHeaders.filter((_, index) => index % 2 === 0).filter((name) => /^host$/i.test(name));
  const host = request.headers.host?.toLowerCase();
  const url = request.url ?? '';
  if (hosts.length !== 1 || host === undefined) return refuse(400, 'A request needs one Host header.');
  if (!url.startsWith('/') || url.length > longestUrl) return refuse(400, 'This is no address of Quayside.');
  if (!isOurs(host, options)) {
    return refuse(
      403,
      'Quayside does not answer to this name. Start it with --allow-host NAME to reach it by another one.',
    );
  }
  const { origin } = request.headers;
  if (origin !== undefined && !isOurOrigin(origin, options)) return refuse(403, 'Another site may not use Quayside.');
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return refuse(403, 'Another site led here. Type or paste the address into the address bar instead.');
  }
  // Not URL's own parsing of the target: it would take `//name/` as another host.
  const [path, query] = split(url);
  const decoded = decode(path);
  if (decoded === undefined) return refuse(400, 'This is no address of Quayside.');
  return { ok: true, host, path: decoded, query: new URLSearchParams(query) };
}

/** A page's own requests that change something name their origin: one without it did not come from a page of ours. */
export const namesItsOrigin = (request: IncomingMessage): boolean => request.headers.origin !== undefined;

function isOurs(host: string, { port, allowHosts }: GateOptions): boolean {
  const loopback = ['127.0.0.1', 'localhost', '[::1]'];
  if (loopback.some((name) => host === `${name}:${port}` || (port === 80 && host === name))) return true;
  return allowHosts.some((allowed) => {
    const name = allowed.toLowerCase();
    return host === name || (!/:\d+$/.test(name) && host.replace(/:\d+$/, '') === name);
  });
}

function isOurOrigin(origin: string, options: GateOptions): boolean {
  if (!URL.canParse(origin)) return false;
  const { protocol, host, origin: clean } = new URL(origin);
  if (clean !== origin.toLowerCase()) return false;
  // A proxy in front may speak TLS; this host itself never does.
  if (protocol === 'https:') return isOurs(host, { port: -1, allowHosts: options.allowHosts });
  return protocol === 'http:' && isOurs(host, options);
}

function split(url: string): [string, string] {
  const at = url.indexOf('?');
  return at < 0 ? [url, ''] : [url.slice(0, at), url.slice(at + 1)];
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
