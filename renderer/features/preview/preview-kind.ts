import { kindOf, type ObjectFamily } from '../../lib/index.ts';

/** How an object is looked at. */
export type PreviewKind =
  | 'image'
  | 'video'
  | 'audio'
  | 'pdf'
  | 'markdown'
  | 'code'
  | 'text'
  | 'csv'
  | 'json'
  | 'json-lines'
  | 'parquet'
  | 'zip'
  | 'tar'
  | 'safetensors'
  | 'gguf';

const byEnding: readonly (readonly [RegExp, PreviewKind])[] = [
  [/\.(md|markdown)$/i, 'markdown'],
  [/\.(csv|tsv)$/i, 'csv'],
  [/\.(json|geojson|ipynb|webmanifest|map)$/i, 'json'],
  [/\.(jsonl|ndjson)$/i, 'json-lines'],
  [/\.parquet$/i, 'parquet'],
  // All of these are ZIP archives inside.
  [/\.(zip|jar|whl|epub|apk|npz|docx|xlsx|pptx|odt|ods|pt|pth|cbz)$/i, 'zip'],
  [/\.(tar|tar\.gz|tgz)$/i, 'tar'],
  [/\.safetensors$/i, 'safetensors'],
  [/\.gguf$/i, 'gguf'],
];

const byType: readonly (readonly [RegExp, PreviewKind])[] = [
  [/^image\//, 'image'],
  [/^video\//, 'video'],
  [/^audio\//, 'audio'],
  [/^application\/pdf$/, 'pdf'],
  [/^text\/markdown$/, 'markdown'],
  [/^text\/(csv|tab-separated-values)$/, 'csv'],
  [/^application\/(.+\+)?json$/, 'json'],
  [/^application\/(x-ndjson|jsonl|x-jsonlines)$/, 'json-lines'],
  [/^application\/vnd\.apache\.parquet$/, 'parquet'],
  [/^application\/(zip|java-archive|x-zip-compressed)$/, 'zip'],
  [/^application\/x-tar$/, 'tar'],
  [/^text\/plain$/, 'text'],
  [/^(text\/.+|application\/((.+\+)?xml|javascript|yaml|x-yaml|toml|x-sh|sql))$/, 'code'],
];

const families: Readonly<Partial<Record<ObjectFamily, PreviewKind>>> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  pdf: 'pdf',
  text: 'text',
  code: 'code',
};

/** By name first, since stores often say octet-stream; the type is looked at where the name says nothing. */
export function previewKind(name: string, contentType: string | undefined): PreviewKind | undefined {
  const ending = byEnding.find(([pattern]) => pattern.test(name));
  if (ending !== undefined) return ending[1];
  const { family } = kindOf(name);
  const byFamily = families[family];
  if (byFamily !== undefined || family !== 'file') return byFamily;
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  return byType.find(([pattern]) => pattern.test(type))?.[1];
}
