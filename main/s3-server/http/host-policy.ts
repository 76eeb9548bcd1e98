import { isIP } from 'node:net';

/** How a request names its bucket: in the path, or in the host. */
export type Addressing = { readonly bucket?: string };

export interface HostPolicy {
  /**
   * `undefined` where the name is none of this server's: a page that had its own name resolve here (DNS rebinding) must not
   * get anywhere.
   */
  judge(host: string, socket: { address: string; port: number }): Addressing | undefined;
}

/**
 * Names a server on this machine has in any case, the address the connection came in on, and the domains of the user. Behind
 * a configured domain may stand a proxy, so any port is right there; the others must name the port that listens.
 */
export function createHostPolicy(options: { domains: readonly string[] }): HostPolicy {
  const domains = options.domains.map((domain) => domain.toLowerCase());
  return {
    judge(host, socket) {
      const parsed = parseHost(host);
      if (!parsed) return undefined;
      const { name, port } = parsed;
      for (const domain of domains) {
        if (name === domain) return {};
        if (name.endsWith(`.${domain}`)) return { bucket: name.slice(0, -domain.length - 1) };
      }
      if (port !== socket.port) return undefined;
      if (name === 'localhost' || name === '127.0.0.1' || name === '::1') return {};
      if (name.endsWith('.localhost')) return { bucket: name.slice(0, -'.localhost'.length) };
      const local = socket.address.replace(/^::ffff:/, '');
      return isIP(name) !== 0 && name === local ? {} : undefined;
    },
  };
}

/** Lower-case name without brackets, and the port (80 where none is written). */
function parseHost(host: string): { name: string; port: number } | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(host);
  if (!match) return undefined;
  const name = (match[1] ?? match[2] ?? '').toLowerCase();
  return { name, port: match[3] === undefined ? 80 : Number(match[3]) };
}
