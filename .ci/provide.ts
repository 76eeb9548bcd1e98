import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

/** What the tests use beside Node: found on the machine, installed from Debian's packages, or missing with a reason. */
export interface Provided {
  /** Absolute path of a Chromium or Chrome. */
  readonly browser: string | undefined;
  readonly keyring: boolean;
  /** Lines for people: what will be skipped, and why. */
  readonly missing: readonly string[];
}

const browserNames = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'msedge'];
const browserPaths = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Absolute path of a command on PATH. */
export function which(name: string): string | undefined {
  const names = process.platform === 'win32' ? [`${name}.exe`, `${name}.cmd`] : [name];
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((each) => join(folder, each)))
    .find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function findBrowser(): string | undefined {
  const named = process.env['QUAYSIDE_BROWSER'];
  if (named) return named;
  const own = chromium.executablePath();
  if (own && existsSync(own)) return own;
  return browserNames.map(which).find(Boolean) ?? browserPaths.find((path) => existsSync(path));
}

const hasKeyring = () => Boolean(which('gnome-keyring-daemon') && which('dbus-run-session'));

/** True where Debian's packages may be installed without asking anybody: root on a machine with apt. */
const mayInstall = () =>
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  Boolean(which('apt-get')) &&
  !process.argv.includes('--no-install');

function install(packages: readonly string[]): boolean {
  console.log(`provide: installing ${packages.join(' ')} from Debian's packages`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0;
  return apt('update', '-qq') && apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
}

/** Finds what the tests need, installs from Debian what is missing and may be installed, and says what is left. */
export function provide(): Provided {
  const wanted = [
    ...(findBrowser() ? [] : ['chromium']),
    ...(process.platform !== 'linux' || hasKeyring() ? [] : ['gnome-keyring', 'dbus', 'libsecret-1-0']),
    ...(which('rclone') ? [] : ['rclone']),
    ...(which('s3cmd') ? [] : ['s3cmd']),
    ...(which('curl') ? [] : ['curl']),
  ];
  if (wanted.length > 0 && mayInstall() && !install(wanted)) {
    console.log('provide: the packages could not be installed; going on with what is here');
  }
  const missing: string[] = [];
  const browser = findBrowser();
  if (!browser) missing.push('end-to-end specs: no Chromium or Chrome was found (set QUAYSIDE_BROWSER to one)');
  const keyring = hasKeyring();
  if (process.platform === 'linux' && !keyring)
    missing.push('keychain tests: no gnome-keyring-daemon or dbus-run-session');
  for (const tool of ['aws', 'rclone', 's3cmd', 'curl']) {
    if (!which(tool)) missing.push(`tests with ${tool}: it is not on this machine`);
  }
  if (!hasBoto3()) missing.push('tests with boto3: no python3 with boto3 on this machine');
  return { browser, keyring, missing };
}

function hasBoto3(): boolean {
  const python = which('python3');
  if (!python) return false;
  try {
    execFileSync(python, ['-c', 'import boto3'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
