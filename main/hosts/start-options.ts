import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { homeFolder } from './app-folders.ts';

export interface StartOptions {
  readonly help: boolean;
  /** No window was asked for. */
  readonly headless: boolean;
  /** Of the headless host; absent: the usual one, or any free one where that is taken. */
  readonly port: number | undefined;
  readonly home: string;
  readonly allowHosts: readonly string[];
  readonly s3Port: number | undefined;
  /** An `s3://` address to show. */
  readonly address: string | undefined;
}

/** What is wrong with the arguments, as a sentence. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `Usage: npm start [-- OPTIONS] [s3://BUCKET/KEY]

Opens Quayside in a window of its own, or, where there is no display or no Electron, serves it to a browser on this
machine and prints the address.

  --headless         serve it to a browser, also where a window could be opened (--no-open says the same)
  --port N           port on 127.0.0.1 for the browser (7420, or a free one where that is taken; 0: any free one)
  --home DIR         where Quayside keeps its database, volumes and logs (also QUAYSIDE_HOME)
  --allow-host NAME  also answer to this name, for a tunnel or proxy in front; NAME or NAME:PORT, repeatable
  --s3-port N        port of the embedded S3 server on 127.0.0.1
  --help             this text

On a rented machine: start it there with --port 7420, then on your own machine run
  ssh -L 7420:127.0.0.1:7420 USER@MACHINE
and open the printed address. A proxy that gives it another name needs --allow-host with that name; whoever can open the
address still needs the one-time token in it.`;

export function parseStartOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const { values, positionals } = parse(args);
  const [address, ...more] = positionals;
  if (more.length > 0 || (address !== undefined && !/^s3:\/\//i.test(address))) {
    throw new UsageError(
      `'${(more[0] ?? address ?? '').slice(0, 100)}' is not understood: only one s3:// address can be given.`,
    );
  }
  const allowHosts = values['allow-host'] ?? [];
  for (const name of allowHosts) {
    if (!/^[a-z0-9]([a-z0-9.-]{0,252})(:\d{1,5})?$/i.test(name)) {
      throw new UsageError(
        `--allow-host needs a host name like gpu-box.example or gpu-box.example:8443, not '${name.slice(0, 100)}'.`,
      );
    }
  }
  return {
    help: values.help ?? false,
    headless: (values.headless ?? false) || (values['no-open'] ?? false),
    port: parsePort('--port', values.port),
    home: values.home === undefined ? homeFolder(env) : parseHome(values.home),
    allowHosts,
    s3Port: parsePort('--s3-port', values['s3-port']),
    address,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        headless: { type: 'boolean' },
        'no-open': { type: 'boolean' },
        port: { type: 'string' },
        home: { type: 'string' },
        'allow-host': { type: 'string', multiple: true },
        's3-port': { type: 'string' },
      },
    });
  } catch (cause) {
    const message = cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : 'these options are not understood';
    throw new UsageError(`${message}.`, { cause });
  }
}

function parsePort(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const port = Number(value);
  if (!/^\d{1,5}$/.test(value) || port > 65_535) throw new UsageError(`${name} needs a number from 0 to 65535.`);
  return port;
}

function parseHome(value: string): string {
  if (value === '' || value.includes('\0')) throw new UsageError('--home needs a folder.');
  return resolve(value);
}
