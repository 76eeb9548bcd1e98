import { hasOperation, providers, supportOf, type Provider } from '../../main/providers/index.ts';
import { features } from '../../preload/contract/index.ts';

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const list = (items: readonly string[]): string => (items.length === 0 ? 'none' : items.join(', '));
const code = (items: readonly string[]): string =>
  items.length === 0 ? 'none' : items.map((item) => `\`${item}\``).join(', ');

const units = [
  ['TiB', 1024 ** 4],
  ['TB', 1000 ** 4],
  ['GiB', 1024 ** 3],
  ['GB', 1000 ** 3],
  ['MiB', 1024 ** 2],
  ['MB', 1000 ** 2],
] as const;

/** In the unit that the store's own page used: the one that leaves the shortest number. */
function size(bytes: number): string {
  if (bytes === 0) return 'none';
  const fitting = units.filter(([, unit]) => bytes >= unit && Number.isInteger((bytes / unit) * 1000));
  const [name, unit] = [...fitting].sort(([, a], [, b]) => String(bytes / a).length - String(bytes / b).length)[0] ?? [
    'B',
    1,
  ];
  return `${bytes / unit} ${name}`;
}

function time(seconds: number): string {
  if (seconds === 0) return 'none';
  if (seconds % 86_400 === 0) return `${seconds / 86_400} d`;
  if (seconds % 3600 === 0) return `${seconds / 3600} h`;
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
}

const links: Readonly<Record<Provider['presign']['how'], string>> = {
  sigv4: 'signed by the key',
  rest: 'by its REST API',
  'control-plane': 'by its control plane',
  none: 'none',
};

function presignText({ presign }: Provider): string {
  if (presign.how === 'none') return 'none';
  const lives =
    presign.onlySeconds.length > 0
      ? `for ${presign.onlySeconds.map(time).join(', ')} only`
      : `for ${time(presign.maxSeconds)} at most`;
  return `${links[presign.how]}, ${lives}, ${time(presign.defaultSeconds)} where nothing is said`;
}

/** The rows of the table that compares all stores; each cell is one fact. */
const comparison: readonly (readonly [name: string, fact: (provider: Provider) => string])[] = [
  ['addressing', (p) => (p.otherAddressingWorks ? `${p.addressing}, or the other` : `${p.addressing} only`)],
  ['largest single upload', ({ limits }) => size(limits.maxPut)],
  [
    'multipart',
    (p) =>
      hasOperation(p, 'CreateMultipartUpload')
        ? `${size(p.limits.minPart)} to ${size(p.limits.maxPart)}, ${p.limits.maxParts} parts`
        : 'none',
  ],
  ['largest object', ({ limits }) => size(limits.maxObject)],
  ['largest copy', ({ limits }) => size(limits.maxCopy)],
  ['keys in one delete', ({ limits }) => (limits.maxDeleteBatch === 0 ? 'one' : String(limits.maxDeleteBatch))],
  ['links', presignText],
  ['clock may differ by', (p) => time(p.clockSeconds)],
  ['checksums', (p) => list(p.checksums)],
  ['body signed as', (p) => list(p.signing)],
  ['conditional writes', (p) => list(p.conditions)],
];

function section(provider: Provider): string[] {
  const { buckets, keys, listing, sources } = provider;
  const facts: readonly (readonly [string, string, string])[] = [
    [
      'endpoints',
      provider.endpoints.length === 0
        ? 'typed by the user'
        : provider.endpoints.map(({ endpoint, region }) => `${endpoint} (${region})`).join('<br>'),
      sources.endpoints,
    ],
    ...comparison.map(([name, fact]) => [name, fact(provider), sources[sourceOf[name] ?? 'limits']] as const),
    [
      `a ${buckets.word} is named`,
      `\`${buckets.namePattern}\`; reserved: ${code([...buckets.reservedPrefixes.map((prefix) => `${prefix}…`), ...buckets.reservedNames])}; LocationConstraint: ${buckets.locationConstraint}`,
      sources.buckets,
    ],
    [
      'keys',
      [
        keys.arePaths ? 'paths of a file system' : 'any text',
        keys.userMetadata ? 'metadata kept' : 'no metadata',
        keys.keepsContentType ? 'content type kept' : 'content type from name or bytes',
        `reserved: ${code(keys.reservedPrefixes)}`,
      ].join('; '),
      sources.keys,
    ],
    [
      'listing',
      [
        [listing.v1 ? 'V1' : '', listing.v2 ? 'V2' : ''].filter((name) => name !== '').join(' and '),
        listing.onlyDelimiters.length === 0 ? 'any delimiter' : `delimiter ${code(listing.onlyDelimiters)} only`,
        listing.showsEmptyFolders ? 'empty folders shown' : 'no empty folders',
      ].join('; '),
      sources.listing,
    ],
    ['a new key', provider.credentials.rotation, sources.credentials],
  ];
  const lacking = provider.lacks.map(({ operations, reason, answer, headers = [] }) => {
    const calls = [...operations, ...headers.map((header) => `\`${header}\``)];
    const status = calls.length === 0 ? '' : `${answer.status} ${answer.code}`;
    return `| ${calls.length === 0 ? '-' : calls.join(', ')} | ${status} | ${cell(reason)} |`;
  });
  return [
    `## ${provider.name}`,
    '',
    provider.about,
    '',
    '| fact | | source |',
    '|---|---|---|',
    ...facts.map(([name, text, source]) => `| ${name} | ${cell(text)} | ${cell(source)} |`),
    '',
    ...(lacking.length === 0
      ? []
      : [
          `What it lacks (source: ${sources.lacks}):`,
          '',
          '| calls and headers | answer | reason |',
          '|---|---|---|',
          ...lacking,
          '',
        ]),
  ];
}

const sourceOf: Readonly<Record<string, keyof Provider['sources']>> = {
  addressing: 'addressing',
  links: 'presign',
  'clock may differ by': 'clock',
  checksums: 'checksums',
  'body signed as': 'signing',
  'conditional writes': 'conditions',
};

/** docs/providers.md: what each store can do, with the source of each fact. */
export function providersDocument(): string {
  const all = Object.values(providers);
  const row = (name: string, cells: readonly string[]): string => `| ${[name, ...cells.map(cell)].join(' | ')} |`;
  return [
    '# What each store can do',
    '',
    'Made from `main/providers` by `node .ci/docs.ts`; do not edit. The same data adapts the app to a store, turns off what it lacks,',
    'and lets the embedded server stand in for it (`npm run s3 -- --profile NAME`).',
    '',
    '## Beside one another',
    '',
    row(
      '',
      all.map((provider) => provider.name),
    ),
    `|${'---|'.repeat(all.length + 1)}`,
    ...comparison.map(([name, fact]) => row(name, all.map(fact))),
    ...features.map((feature) =>
      row(
        feature,
        all.map((provider) => (supportOf(provider, feature).ok ? 'yes' : 'no')),
      ),
    ),
    '',
    ...all.flatMap(section),
  ].join('\n');
}
