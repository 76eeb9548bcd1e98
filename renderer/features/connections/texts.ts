import type { BucketNameProblem } from './bucket-name.ts';
import type { ConnectionField, ConnectionProblem } from './connection-draft.ts';

const fieldWord: Readonly<Record<ConnectionField, string>> = {
  name: 'name',
  endpoint: 'address',
  region: 'region',
  bucket: 'bucket',
  branch: 'branch',
  account: 'account id',
  proxy: 'proxy',
  accessKeyId: 'access key id',
  secretAccessKey: 'secret',
};

function problem(field: ConnectionField, kind: ConnectionProblem): string {
  switch (kind) {
    case 'empty':
      return field === 'name' ? 'Give the connection a name.' : `Enter the ${fieldWord[field]}.`;
    case 'too-long':
      return `This ${fieldWord[field]} is too long to be one.`;
    case 'not-an-address':
      return 'Enter an http or https address, for example https://s3.example.com.';
    case 'address-parts':
      return 'Enter the address alone, without user name, ? or #. Keys go into the fields below.';
    case 'not-an-id':
      return `This does not look like a ${fieldWord[field]}.`;
    case 'has-spaces':
      return `There is a space or a line break inside this ${fieldWord[field]}. Copy it once more, or press Test to take it out.`;
    case 'secret-with-new-key':
      return 'A changed access key id needs its own secret.';
    case 'secret-missing':
      return 'The stored secret is gone. Enter it once more.';
  }
}

const bucketProblem: Readonly<Record<BucketNameProblem, string>> = {
  empty: 'Enter a name.',
  length: 'Use 3 to 63 characters.',
  letters: 'Use lower-case letters, digits, hyphens and dots only.',
  ends: 'Begin and end with a letter or a digit.',
  address: 'A name may not look like an IP address.',
  dots: 'Dots may not stand beside dots or hyphens.',
  reserved: 'Names of this form are reserved. Choose another one.',
};

export const texts = {
  problem,
  bucketProblem,
  editTitle: (name: string) => `Edit ${name}`,
  chooseProvider: 'Where is your data?',
  findProvider: 'Find a store',
  noProvider: 'No store of that name. “Another S3 endpoint” works with every store that speaks S3.',
  providersLoading: 'Loading the list of stores…',
  back: 'Back',
  cancel: 'Cancel',
  close: 'Close',
  save: 'Save',
  saveNew: 'Save connection',
  test: 'Test',
  untested: 'Not tested yet: saved as typed, and tried when it is opened.',
  testOk: (count: number, shown: string, word: string) =>
    count === 0 ? 'It works.' : count === 1 ? `It works: 1 ${word} in sight.` : `It works: ${shown} ${word}s in sight.`,
  testOkNoList: (word: string) => `It works. This key may not list every ${word}: open one by name.`,
  clockOff: (minutes: string) =>
    `The clock of this machine differs from the store’s by ${minutes} minutes. Quayside allows for it.`,
  name: 'Name',
  nameHint: 'How it is called in the sidebar.',
  endpointChoice: 'Location',
  otherEndpoint: 'Another address',
  endpoint: 'Endpoint address',
  endpointHint: 'The address of the S3 service, without a bucket.',
  plainHttp: 'This address is not encrypted: everybody on the way can read and change what is transferred.',
  region: 'Region',
  regionHint: 'Some stores tell capital letters from small ones. Many accept us-east-1.',
  bucketField: (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)} id`,
  bucketHint: (word: string) => `This store does not list them: enter the id of the ${word}.`,
  bucketOptional: (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)} to open (optional)`,
  bucketOptionalHint: (word: string) => `Needed where the key may not list every ${word}.`,
  bucketAsked: (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)} id (optional)`,
  bucketAskedHint: (word: string) => `Left empty, every ${word} of the account is listed.`,
  branch: 'Branch (optional)',
  branchHint: 'Left empty, the disk itself is opened.',
  accountPlace: 'Where the data lives',
  colour: 'Colour',
  colourNames: {
    none: 'None',
    red: 'Red',
    orange: 'Orange',
    yellow: 'Yellow',
    green: 'Green',
    blue: 'Blue',
    purple: 'Purple',
    grey: 'Grey',
  },
  proxy: 'Proxy (optional)',
  proxyHint: 'http://proxy.example:3128. Only for this connection; without user name and password.',
  ca: 'Certificates trusted for this connection',
  caNone: 'Those of the system only.',
  caSome: (count: number) =>
    count === 1 ? 'One certificate beside those of the system.' : `${count} certificates beside those of the system.`,
  caChoose: 'Choose a PEM file…',
  caRemove: 'Remove',
  caWrong: 'This file holds no certificate in PEM form. A private key is never taken.',
  clockSet: (minutes: string) => `Signed by the store’s clock, which is ${minutes} minutes off ours.`,
  clockForget: 'Use our clock',
  details: 'Details',
  certificateOf: 'Certificate of',
  certificateBy: 'Signed by',
  certificateNames: 'For',
  certificateUntil: 'Until',
  certificateFingerprint: 'SHA-256',
  sourced: (profile: string) =>
    `The credentials are read from the profile “${profile}” of ~/.aws each time; Quayside stores none of them.`,
  sourcedReplace: 'Type a key here to keep one in Quayside instead.',
  accessKeyId: 'Access key id',
  secretAccessKey: 'Secret access key',
  secretHint: 'It goes to the place for secrets and is never shown again.',
  secretKept: 'The stored secret stays. Type here to replace it.',
  sessionToken: 'Session token (temporary keys only)',
  addressing: 'Addressing',
  addressingPath: 'Path',
  addressingPathAbout: 'https://endpoint/bucket. Most self-run servers.',
  addressingVirtual: 'Virtual host',
  addressingVirtualAbout: 'https://bucket.endpoint. Most large stores.',
  readOnly: 'Read only',
  readOnlyAbout: 'Quayside changes nothing in this store, whatever the key allows.',
  more: 'More settings',
  less: 'Fewer settings',
  whereKeys: 'Where keys are made',
  docs: 'About this store',
  removeTitle: (name: string) => `Remove ${name}?`,
  removeBody:
    'The connection and its secret are taken out of Quayside. Nothing in the store is deleted. Links that were made with it are no longer listed as working.',
  removeAction: 'Remove connection',
  openBucketTitle: (word: string, name: string) => `Open a ${word} of ${name}`,
  openBucketLabel: (word: string) => `Name of the ${word}`,
  openBucketHint: 'It is remembered in the sidebar, also where the key may not list it.',
  openBucketEmpty: 'Enter a name.',
  openBucketLong: 'Use at most 255 characters.',
  openBucketAction: 'Open',
  newBucketTitle: (word: string, name: string) => `New ${word} in ${name}`,
  newBucketLabel: 'Name',
  newBucketHint: 'Lower-case letters, digits and hyphens; 3 to 63 of them.',
  newBucketAction: 'Create',
  newVolumeTitle: 'New volume on this machine',
  volumeKind: 'Kind',
  kind: {
    object: { label: 'Object volume', about: 'Holds any S3 key, kept by Quayside. Best for programs that expect S3.' },
    folder: {
      label: 'Folder volume',
      about: 'Shows a folder of this machine live: its files are the objects, both ways.',
    },
  },
  folder: 'Folder',
  noFolder: 'No folder chosen',
  chooseFolder: 'Choose a folder…',
  changeFolder: 'Choose another…',
  folderMissing: 'Choose the folder that the volume shows.',
  folderTitle: (machine: string) => `Choose a folder on ${machine}`,
  folderAction: 'Show this folder',
  cannotCreate: 'This store makes no new ones from here',
} as const;
