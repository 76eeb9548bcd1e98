import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A gnome-keyring on a D-Bus session of its own, with nothing of the user's session in reach. */
export interface Keyring {
  /** For this process or a child, so that keytar talks to this keyring. */
  readonly env: Readonly<Record<string, string>>;
  /** Starts the daemon with its login keyring unlocked; made where it is not there yet. */
  unlocked(): Promise<void>;
  /** Starts the daemon with its login keyring locked. There is no display, so no prompt can be answered. */
  locked(): Promise<void>;
  /**
   * Locks the login keyring of the running daemon, as a screen lock may. Only a prompt or a new daemon unlocks it again, and
   * libsecret cannot follow a new daemon: what comes after is for a new process.
   */
  lock(): void;
  /** Ends the daemon; the bus goes on, and would start a locked one when asked. */
  stopDaemon(): Promise<void>;
  stop(): Promise<void>;
}

const tools = ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon'];

/** Why there can be no keyring here, or undefined. */
export function keyringMissing(): string | undefined {
  if (process.platform !== 'linux') return 'gnome-keyring is on Linux only';
  const missing = tools.filter((tool) => spawnSync(tool, ['--version']).error !== undefined);
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')} (apt-get install dbus gnome-keyring)`;
}

const password = 'of the test keyring';

export async function startKeyring(): Promise<Keyring> {
  const home = mkdtempSync(join(tmpdir(), 'quayside-keyring-'));
  for (const name of ['run', 'data', 'cache', 'config']) mkdirSync(join(home, name), { mode: 0o700 });
  const base: Record<string, string> = {
    PATH: process.env.PATH ?? '/usr/bin',
    HOME: home,
    XDG_RUNTIME_DIR: join(home, 'run'),
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CACHE_HOME: join(home, 'cache'),
    XDG_CONFIG_HOME: join(home, 'config'),
  };
  const address = `unix:path=${join(home, 'run', 'bus')}`;
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1', `--address=${address}`], {
    env: base,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise((resolve, reject) => {
    bus.stdout.once('data', resolve);
    bus.once('error', reject);
    bus.once('exit', () => reject(new Error('dbus-daemon ended')));
  });
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: address };
  let daemon: ChildProcess | undefined;

  const send = (destination: string, path: string, method: string, ...args: string[]) =>
    execFileSync('dbus-send', ['--session', '--print-reply', `--dest=${destination}`, path, method, ...args], {
      env,
      encoding: 'utf8',
    });
  const owned = () =>
    send('org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets').includes(
      'boolean true',
    );

  async function start(args: readonly string[], input: string): Promise<void> {
    await stopDaemon();
    daemon = spawn('gnome-keyring-daemon', ['--foreground', '--components=secrets', ...args], {
      env,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    daemon.stdin?.end(input);
    for (let tries = 0; !owned(); tries += 1) {
      if (tries > 200) throw new Error('gnome-keyring-daemon does not come up');
      await pause(25);
    }
  }

  async function stopDaemon(): Promise<void> {
    await end(daemon);
    daemon = undefined;
    while (owned()) await pause(10);
  }

  return {
    env,
    unlocked: () => start(['--unlock'], password),
    async locked() {
      // The first start makes the login keyring, with a password that the second one is not given.
      await start(['--unlock'], password);
      await start([], '');
    },
    lock() {
      const login = 'array:objpath:/org/freedesktop/secrets/collection/login';
      send('org.freedesktop.secrets', '/org/freedesktop/secrets', 'org.freedesktop.Secret.Service.Lock', login);
    },
    stopDaemon,
    async stop() {
      await end(daemon);
      await end(bus);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function end(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 2000);
  await gone;
  clearTimeout(hard);
}
