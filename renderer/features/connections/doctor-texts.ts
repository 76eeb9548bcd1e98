import type { Diagnosis, Finding, Mend } from '../../../preload/contract/index.ts';
import { format } from '../../lib/index.ts';

type Words = (params: Diagnosis['params']) => readonly [title: string, detail: string];
const name = (params: Diagnosis['params'], key: string, instead = ''): string => {
  const value = params[key];
  return value === undefined || value === '' ? instead : String(value);
};
const day = (params: Diagnosis['params'], key: string): string => {
  const value = params[key];
  return typeof value === 'number' ? format.when(value) : '';
};

/** One sentence for what was found, and one for what to do about it. */
export const doctorWords: Readonly<Record<Finding, Words>> = {
  clock: (of) => [
    `The clock of this machine and the store’s are ${name(of, 'minutes', 'many')} minutes apart`,
    'Signatures are made by the clock, so the store refuses them. Set the clock, or sign by the store’s.',
  ],
  region: (of) => [
    of['region'] === undefined
      ? 'The store expects another region'
      : `The store expects the region ${name(of, 'region')}`,
    of['region'] === undefined
      ? 'It does not say which. Look it up where the bucket was made.'
      : 'Signatures name the region, letter for letter.',
  ],
  addressing: (of) => [
    `${name(of, 'host')} takes the bucket in the ${of['addressing'] === 'virtual' ? 'host name' : 'path'}`,
    'With the other addressing the same test went through.',
  ],
  permission: (of) => [
    name(of, 'operation') === 'ListBuckets'
      ? 'The key works, but may not list the buckets'
      : `This key may not read ${name(of, 'bucket', 'that')}`,
    name(of, 'operation') === 'ListBuckets'
      ? 'Name the bucket that it may open.'
      : 'Use a key with more rights, or ask the owner of the bucket.',
  ],
  'session-ended': (of) => [
    of['profile'] === undefined
      ? 'This temporary key has ended'
      : `The session of the profile “${name(of, 'profile')}” has ended`,
    of['profile'] === undefined
      ? 'Get a new one and put it in below.'
      : 'Sign in again in a terminal, then test once more.',
  ],
  'stray-characters': () => [
    'The key holds a space, a line break, a quote or an invisible character',
    'No key has one; it came along when it was copied.',
  ],
  signature: () => [
    'The secret does not belong to this access key id',
    'The store knows the key, but its signature differs. Copy the secret once more.',
  ],
  'key-unknown': (of) => [
    `${name(of, 'host')} does not know this access key id`,
    'It may belong to another store or account, or may have been deleted.',
  ],
  throttled: (of) => [
    `${name(of, 'host')} asks to slow down`,
    'Nothing is wrong with the settings. Try again in a moment.',
  ],
  'tls-untrusted': (of) => [
    `The certificate of ${name(of, 'host')} is signed by somebody this machine does not know`,
    'No credential was sent. Trust it only if you know that it is yours: compare the fingerprint with whoever runs the server.',
  ],
  'tls-name': (of) => [
    `The certificate is for another name than ${name(of, 'host')}`,
    `It is for ${name(of, 'names', 'names that it does not tell')}. No credential was sent.`,
  ],
  'tls-expired': (of) => [
    day(of, 'until') === '' ? 'The certificate has ended' : `The certificate ended on ${day(of, 'until')}`,
    'No credential was sent. Whoever runs the server has to renew it; if it looks wrong, check the clock of this machine.',
  ],
  'tls-not-spoken': (of) => [
    `${name(of, 'host')} does not speak TLS there`,
    'No credential was sent. The port may be one for plain HTTP.',
  ],
  'tls-failed': (of) => [
    `No secure connection to ${name(of, 'host')}`,
    `No credential was sent. The handshake failed: ${name(of, 'code')}.`,
  ],
  'name-unknown': (of) => [
    `There is no ${name(of, 'host')}`,
    'The name was not found. Look for a typing mistake, or check the network.',
  ],
  'refused-connection': (of) => [
    `Nobody answers at ${name(of, 'host')}`,
    'The machine is there, the port is closed. Is the server running?',
  ],
  'no-answer': (of) => [
    `No answer from ${name(of, 'host')}`,
    `The connection failed: ${name(of, 'code')}. Check the network.`,
  ],
  'not-s3': (of) => [
    of['scheme'] === 'https'
      ? `${name(of, 'host')} wants a secure connection`
      : `${name(of, 'host')} is not an S3 endpoint`,
    of['scheme'] === 'https'
      ? 'The port speaks TLS: the address begins with https.'
      : 'A web site answers there. Use the address of the S3 service.',
  ],
  redirected: (of) => [
    `${name(of, 'host')} points to ${name(of, 'target', 'another address')}`,
    'Credentials are never sent along. Take that address only if you know it.',
  ],
  'bucket-missing': (of) => [
    `There is no ${name(of, 'bucket', 'such bucket')} here`,
    'Check the name, the region and the account.',
  ],
  'bucket-needed': (of) => [
    `This store does not list a ${name(of, 'word', 'bucket')}`,
    'Enter the id of the one that the key opens.',
  ],
  proxy: (of) => [
    `The proxy ${name(of, 'proxy')} does not carry the connection`,
    `It failed with ${name(of, 'code')}. Check its address, or leave it out.`,
  ],
  other: () => ['The test did not go through', 'The store’s answer is below.'],
};

/** What the button says; undefined where there is nothing to press. */
export function mendLabel(mend: Mend): string {
  switch (mend.do) {
    case 'set-region':
      return `Use ${mend.region}`;
    case 'set-addressing':
      return mend.addressing === 'virtual' ? 'Use virtual-host addressing' : 'Use path addressing';
    case 'use-clock':
      return 'Sign by the store’s clock';
    case 'set-endpoint':
      return `Use ${mend.endpoint}`;
    case 'trim-key':
      return 'Take them out';
    case 'trust':
      return 'Trust this certificate';
    case 'sign-in':
      return 'Copy the command';
    case 'replace-key':
      return 'Enter the key again';
    case 'name-bucket':
      return 'Enter its name';
    case 'clear-proxy':
      return 'Leave the proxy out';
    case 'retry':
      return 'Try again';
  }
}
