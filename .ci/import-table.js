/**
 * The import table of the house (docs/ARCHITECTURE.md), as data and as a lint rule.
 *
 * Default deny: a file may import its own room, the rooms named in its row, and the packages named in its row.
 * The longest matching room wins, so `main/s3-server/http` is a room of its own inside `main`.
 */
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

const SDK = ['@aws-sdk/client-s3', '@aws-sdk/s3-request-presigner', '@smithy/'];
const REACT = ['react', 'react-dom', 'zustand'];

/** @type {Record<string, { rooms: string[], packages?: string[] }>} */
export const table = {
  'preload/contract': { rooms: [], packages: ['zod'] },
  'preload/rpc': { rooms: ['preload/contract'], packages: ['ws'] },
  'preload/bridge': { rooms: ['preload/rpc'], packages: ['electron'] },
  'main/base': { rooms: [], packages: ['hash-wasm', '@node-rs/crc32'] },
  'main/ports': { rooms: ['main/base', 'preload/contract'] },
  'main/database': { rooms: ['main/base', 'preload/contract'] },
  'main/providers': { rooms: ['preload/contract'] },
  'main/vault': {
    rooms: ['main/base', 'main/ports', 'main/database', 'preload/contract'],
    packages: ['@github/keytar', 'zod'],
  },
  // Requests, answers and listings of one endpoint over connections of its own: the data plane.
  'main/s3-wire': { rooms: ['main/base', 'preload/contract'] },
  'main/volumes': {
    rooms: ['main/base', 'main/s3-wire', 'main/vault', 'main/providers', 'preload/contract'],
    packages: [...SDK, 'fast-xml-parser'],
  },
  'main/transfers': {
    rooms: ['main/base', 'main/database', 'main/volumes', 'main/ports', 'preload/contract'],
    packages: ['mime'],
  },
  // Bytes in and out of the window: tickets, ranges, archives, received uploads; the same for every host.
  'main/files': {
    rooms: ['main/base', 'main/ports', 'main/volumes', 'main/transfers', 'preload/contract'],
    packages: ['mime', 'yazl'],
  },
  // APIs that stores have beside S3: keys and links.
  'main/store-apis': { rooms: ['main/base', 'preload/contract'], packages: ['@aws-sdk/client-iam', 'zod'] },
  // The life of keys over all stores: replaced, made and revoked at the store, handed out.
  'main/keys': {
    rooms: [
      'main/base',
      'main/ports',
      'main/database',
      'main/vault',
      'main/volumes',
      'main/providers',
      'main/store-apis',
      'preload/contract',
    ],
    packages: ['zod'],
  },
  // Quayside's own links, served over HTTP.
  'main/link-server': {
    rooms: ['main/base', 'main/database', 'main/volumes', 'preload/contract'],
    packages: ['mime'],
  },
  // A handful of files to try the app with.
  'main/samples': { rooms: ['main/volumes', 'preload/contract'] },
  // Local indexes of buckets, for search and for what takes the space.
  'main/search': { rooms: ['main/base', 'main/volumes', 'preload/contract'] },
  'main/shares': {
    rooms: [
      'main/base',
      'main/database',
      'main/volumes',
      'main/providers',
      'main/store-apis',
      'main/link-server',
      'preload/contract',
    ],
  },
  'main/mirrors': { rooms: ['main/base', 'main/database', 'main/volumes', 'main/transfers', 'preload/contract'] },
  'main/s3-server/errors': { rooms: [] },
  'main/s3-server/storage': { rooms: ['main/s3-server/errors', 'main/base'], packages: ['mime'] },
  'main/s3-server/access': {
    rooms: ['main/s3-server/storage', 'main/s3-server/errors', 'main/providers', 'main/base'],
  },
  'main/s3-server/operations': {
    rooms: ['main/s3-server/storage', 'main/s3-server/access', 'main/s3-server/errors', 'main/base'],
  },
  'main/s3-server/http': {
    rooms: ['main/s3-server/operations', 'main/s3-server/access', 'main/s3-server/errors', 'main/base'],
    packages: ['fast-xml-parser'],
  },
  'main/s3-server/management': {
    rooms: ['main/s3-server/operations', 'main/s3-server/access', 'main/s3-server/errors', 'main/base'],
  },
  // The server's own composition root and its command line.
  'main/s3-server': {
    rooms: [
      'main/s3-server/http',
      'main/s3-server/operations',
      'main/s3-server/access',
      'main/s3-server/storage',
      'main/s3-server/management',
      'main/s3-server/errors',
      'main/base',
    ],
  },
  // Connections of other programs on this machine.
  'main/connections-import': {
    rooms: ['main/base', 'main/vault', 'main/providers', 'preload/contract'],
    packages: ['plist', '@aws-sdk/credential-providers'],
  },
  // The embedded server as the app runs it: its life, its own key, its volumes.
  'main/local-server': {
    rooms: [
      'main/base',
      'main/ports',
      'main/database',
      'main/vault',
      'main/s3-server',
      'main/s3-server/access',
      'main/s3-server/storage',
      'preload/contract',
    ],
  },
  'main/handlers': {
    rooms: [
      'preload/contract',
      'preload/rpc',
      'main/base',
      'main/ports',
      'main/vault',
      'main/volumes',
      'main/transfers',
      'main/samples',
      'main/search',
      'main/shares',
      'main/keys',
      'main/link-server',
      'main/mirrors',
      'main/files',
      'main/providers',
      'main/database',
      'main/local-server',
      'main/connections-import',
      'main/s3-server',
    ],
  },
  // main/backend.ts, the one place that wires rooms together.
  main: {
    rooms: [
      'preload/contract',
      'preload/rpc',
      'main/base',
      'main/ports',
      'main/database',
      'main/providers',
      'main/vault',
      'main/volumes',
      'main/transfers',
      'main/search',
      'main/shares',
      'main/keys',
      'main/link-server',
      'main/mirrors',
      'main/files',
      'main/local-server',
      'main/s3-server',
      'main/connections-import',
      'main/handlers',
    ],
  },
  'main/hosts': {
    rooms: ['main', 'main/files', 'main/ports', 'main/base', 'main/vault', 'preload/contract', 'preload/rpc'],
    packages: ['electron', 'ws', 'mime', 'vite', 'rolldown', '@github/keytar'],
  },
  'renderer/rpc': { rooms: ['preload/contract', 'preload/rpc'], packages: ['react'] },
  'renderer/lib': { rooms: ['preload/contract'] },
  'renderer/ui': {
    rooms: ['renderer/lib'],
    packages: [...REACT, 'react-aria-components', 'react-aria', 'lucide-react', 'uqr'],
  },
  'renderer/features/*': {
    rooms: ['renderer/ui', 'renderer/lib', 'renderer/rpc', 'preload/contract'],
    packages: [...REACT, 'react-aria-components', 'lucide-react'],
  },
  // With the layout of its map of folders.
  'renderer/features/search': {
    rooms: ['renderer/ui', 'renderer/lib', 'renderer/rpc', 'preload/contract'],
    packages: [...REACT, 'react-aria-components', 'lucide-react', 'd3-hierarchy'],
  },
  // Parsers and painters of file formats, each loaded when first needed.
  'renderer/features/preview': {
    rooms: ['renderer/ui', 'renderer/lib', 'renderer/rpc', 'preload/contract'],
    packages: [
      ...REACT,
      'react-aria-components',
      'lucide-react',
      'hyparquet',
      'hyparquet-compressors',
      'fzstd',
      '@zip.js/zip.js',
      'highlight.js',
      'marked',
      'pdfjs-dist',
    ],
  },
  'renderer/app': {
    rooms: ['renderer/ui', 'renderer/lib', 'renderer/rpc', 'renderer/features/*', 'preload/contract'],
    packages: [...REACT, 'react-aria-components', 'lucide-react', '@fontsource-variable/inter'],
  },
  renderer: { rooms: ['renderer/app', 'renderer/rpc'], packages: [...REACT] },
  e2e: { rooms: ['preload/contract'], packages: ['@playwright/test', '@axe-core/playwright', 'yazl', ...SDK] },
  bench: { rooms: ['main', 'main/*', 'preload/*'], packages: ['*'] },
  '.ci': {
    rooms: ['preload/contract', 'main/providers', 'main/s3-server/http', 'main/s3-server/errors'],
    packages: ['*'],
  },
};

/** What a test may import beside its room's row: the runner, and real parts to test against. */
const testPackages = [
  'vitest',
  'zod',
  'fast-check',
  '@playwright/test',
  '@axe-core/playwright',
  'ws',
  'yazl',
  'electron',
  ...SDK,
];
const testRooms = ['main/**', 'preload/**'];

/** @param {string} file project-relative path with `/` */
export function roomOf(file) {
  const names = Object.keys(table).sort((a, b) => b.length - a.length);
  for (const name of names) {
    if (name.endsWith('/*')) {
      const base = name.slice(0, -1);
      if (file.startsWith(base)) return base + file.slice(base.length).split('/')[0];
    } else if (file.startsWith(name + '/')) return name;
  }
  return undefined;
}

/** @param {string} room */
const rowOf = (room) => table[room] ?? table[room.slice(0, room.lastIndexOf('/')) + '/*'];

/** @param {string} pattern @param {string} room */
function roomMatches(pattern, room) {
  if (pattern === room) return true;
  if (pattern.endsWith('/**')) return room === pattern.slice(0, -3) || room.startsWith(pattern.slice(0, -2));
  return pattern.endsWith('/*') && room.startsWith(pattern.slice(0, -1));
}

/**
 * @param {string} file the importing file, project-relative
 * @param {string} specifier what it imports
 * @returns {string | undefined} why it may not, or undefined
 */
export function refusal(file, specifier) {
  const from = roomOf(file);
  if (!from || specifier.startsWith('node:')) return undefined;
  const row = rowOf(from);
  const isTest = /\.(test|suite|testkit)\.tsx?$/.test(file);
  if (!specifier.startsWith('.')) {
    const allowed = [...(row.packages ?? []), ...(isTest ? testPackages : [])];
    const ok = allowed.some((p) => p === '*' || specifier === p || specifier.startsWith(p.endsWith('/') ? p : p + '/'));
    return ok ? undefined : `${from} may not import the package '${specifier}'`;
  }
  const target = relative(root, resolve(root, dirname(file), specifier))
    .split(sep)
    .join('/');
  const to = roomOf(target);
  if (!to || to === from) return undefined;
  const allowed = [...row.rooms, ...(isTest ? testRooms : [])];
  return allowed.some((p) => roomMatches(p, to)) ? undefined : `${from} may not import ${to} ('${specifier}')`;
}

const rule = {
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/');
    const check = (node) => {
      if (!node.source || typeof node.source.value !== 'string') return;
      const why = refusal(file, node.source.value);
      if (why) context.report({ message: `${why}: see the import table in .ci/import-table.js`, node });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
    };
  },
};

export default { meta: { name: 'house' }, rules: { 'import-table': rule } };
