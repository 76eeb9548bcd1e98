/** A stretch of source text and what it is: one of highlight.js's scopes, such as `keyword` or `string`. */
export interface Stretch {
  readonly text: string;
  readonly scope: string | undefined;
}

/** Longer texts are shown plain: highlighting them would hold the page up. */
const longest = 128 * 1024;

/** Endings that highlight.js does not know as a language's name. */
const languageOf: Readonly<Record<string, string>> = {
  mjs: 'javascript',
  cjs: 'javascript',
  zsh: 'bash',
  ps1: 'powershell',
  htm: 'xml',
  conf: 'ini',
  cfg: 'ini',
  env: 'ini',
  hpp: 'cpp',
  geojson: 'json',
  ipynb: 'json',
  webmanifest: 'json',
  map: 'json',
};

/**
 * Source text in stretches. highlight.js gives HTML; since the page may make no markup out of text, the little that it
 * uses (spans with a class, five entities) is read back here and becomes elements elsewhere.
 * @param ending of the name, without the dot
 */
export async function highlight(text: string, ending: string): Promise<readonly Stretch[]> {
  const plain = [{ text, scope: undefined }];
  if (text.length > longest) return plain;
  const { default: library } = await import('highlight.js/lib/common');
  const language = languageOf[ending] ?? ending;
  if (library.getLanguage(language) === undefined) return plain;
  return readSpans(library.highlight(text, { language, ignoreIllegals: true }).value);
}

const entities: Readonly<Record<string, string>> = {
  '&amp;': '&',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
};

/** @param html of highlight.js */
export function readSpans(html: string): readonly Stretch[] {
  const open: string[] = [];
  const stretches: Stretch[] = [];
  for (const piece of html.split(/(<[^>]*>)/)) {
    if (piece === '') continue;
    const scope = /^<span class="(?:hljs-)?([^"]*)">$/.exec(piece)?.[1];
    if (scope !== undefined) open.push(scope.split(/[ .]/, 1)[0] ?? '');
    else if (piece === '</span>') open.pop();
    else
      stretches.push({
        text: piece.replace(/&(?:amp|lt|gt|quot|#x27);/g, (one) => entities[one] ?? one),
        scope: open.at(-1),
      });
  }
  return stretches;
}
