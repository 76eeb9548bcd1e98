/** What a name says about its contents; the bytes decide, this is for a column, an icon and a first guess. */
export type ObjectFamily =
  | 'folder'
  | 'image'
  | 'video'
  | 'audio'
  | 'pdf'
  | 'text'
  | 'code'
  | 'data'
  | 'archive'
  | 'model'
  | 'file';
export interface ObjectKind {
  readonly family: ObjectFamily;
  readonly label: string;
}

const families: Record<Exclude<ObjectFamily, 'folder' | 'file'>, string> = {
  image: 'png jpg jpeg gif webp avif bmp ico svg heic heif tif tiff raw dng',
  video: 'mp4 m4v mov webm mkv avi mpg mpeg',
  audio: 'mp3 m4a aac flac wav ogg oga opus aif aiff',
  pdf: 'pdf',
  text: 'txt md markdown rst log rtf nfo srt vtt',
  code: 'js mjs cjs ts tsx jsx py rb rs go c h cc cpp hpp java kt swift php sh bash zsh ps1 sql html htm css scss xml yaml yml toml ini cfg conf env dockerfile ipynb lua r jl',
  data: 'csv tsv json jsonl ndjson parquet arrow feather avro orc db sqlite npy npz h5 hdf5 tfrecord mat xls xlsx ods',
  archive: 'zip gz tgz tar bz2 xz zst lz4 7z rar iso dmg deb rpm jar whl',
  model: 'safetensors gguf pt pth ckpt onnx pkl joblib tflite',
};
const labels: Record<Exclude<ObjectFamily, 'folder' | 'file'>, string> = {
  image: 'image',
  video: 'video',
  audio: 'audio',
  pdf: 'document',
  text: 'text',
  code: 'source',
  data: 'data',
  archive: 'archive',
  model: 'weights',
};

/** Endings that people know by another name than their capitals. */
const spelled: Readonly<Record<string, string>> = {
  md: 'Markdown',
  markdown: 'Markdown',
  txt: 'Plain',
  py: 'Python',
  js: 'JavaScript',
  mjs: 'JavaScript',
  cjs: 'JavaScript',
  ts: 'TypeScript',
  rs: 'Rust',
  go: 'Go',
  rb: 'Ruby',
  java: 'Java',
  kt: 'Kotlin',
  swift: 'Swift',
  sh: 'Shell',
  bash: 'Shell',
  parquet: 'Parquet',
  arrow: 'Arrow',
  safetensors: 'Safetensors',
  ipynb: 'Notebook',
};

const byExtension = new Map<string, ObjectKind>();
for (const [family, extensions] of Object.entries(families) as [keyof typeof families, string][]) {
  for (const extension of extensions.split(' ')) {
    byExtension.set(extension, { family, label: `${spelled[extension] ?? extension.toUpperCase()} ${labels[family]}` });
  }
}
const folderKind: ObjectKind = { family: 'folder', label: 'Folder' };
const fileKind: ObjectKind = { family: 'file', label: 'File' };

/** Longest extension that is shown as one. */
const maxExtension = 12;

export function kindOf(name: string, isFolder = false): ObjectKind {
  if (isFolder) return folderKind;
  const dot = name.lastIndexOf('.');
  if (dot <= 0 || name.length - dot - 1 > maxExtension) return fileKind;
  const extension = name.slice(dot + 1).toLowerCase();
  const known = byExtension.get(extension);
  if (known !== undefined) return known;
  return /^[a-z0-9]+$/.test(extension) ? { family: 'file', label: `${extension.toUpperCase()} file` } : fileKind;
}
