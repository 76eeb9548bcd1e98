import { createHash } from 'node:crypto';

/** Characters that turn the direction of text around, or do not show: a name could pretend to be another one. */
const treacherous = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute. */
export const escapeHtml = (text: string): string =>
  text.toWellFormed().replace(/[&<>"']/g, (char) => entities[char] ?? char);

/** A name that others chose: inert, kept apart from the direction of what stands around it. */
export const nameHtml = (name: string): string => `<bdi>${escapeHtml(name.replace(treacherous, '\ufffd'))}</bdi>`;

/** Binary units, three digits. */
export function sizeText(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1023.5 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? size : Number(size.toPrecision(3))} ${units[unit] ?? ''}`;
}

/** UTC, as every reader of a page understands it: they may be anywhere. */
export const timeText = (instant: number): string =>
  `${new Date(instant).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const style = `:root{color-scheme:light dark;font:14px/20px system-ui,sans-serif}
body{margin:0;background:light-dark(#f4f6f7,#111417);color:light-dark(#182026,#e7ebee)}
main{box-sizing:border-box;max-width:720px;margin:48px auto;padding:24px;border:1px solid light-dark(#e1e6e9,#292f35);border-radius:10px;background:light-dark(#fff,#16191d)}
h1{margin:0 0 4px;font-size:18px;line-height:26px;overflow-wrap:anywhere}
p{margin:4px 0 16px;color:light-dark(#55626b,#a0abb4)}
ul{margin:16px 0 0;padding:0;list-style:none;border-top:1px solid light-dark(#e1e6e9,#292f35)}
li{display:flex;gap:16px;justify-content:space-between;padding:8px 0;border-bottom:1px solid light-dark(#e1e6e9,#292f35)}
li a{overflow-wrap:anywhere}
li span{flex:none;color:light-dark(#55626b,#a0abb4);font-variant-numeric:tabular-nums}
a{color:light-dark(#0a6576,#62c7d8)}
label{display:block;margin-bottom:4px;font-weight:500}
input,button{box-sizing:border-box;min-height:36px;font:inherit}
input{width:100%;margin-bottom:16px;padding:6px 8px;border:1px solid light-dark(#87939b,#727d87);border-radius:6px;background:transparent;color:inherit}
button{padding:0 16px;border:0;border-radius:6px;background:light-dark(#0b7285,#3fb6c9);color:light-dark(#fff,#06252b);font-weight:500}
button:disabled{opacity:.5}
:focus-visible{outline:2px solid light-dark(#0b7285,#3fb6c9);outline-offset:2px}
progress{width:100%;accent-color:light-dark(#0b7285,#3fb6c9)}
[role=alert]{color:light-dark(#b3261e,#f2877d)}`;

const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

export interface Page {
  readonly html: string;
  /** What the page may do: to be sent as a header where it can be, and in the page in any case. */
  readonly policy: string;
}

/** A whole page that asks for nothing from anywhere. */
export function page(options: {
  readonly title: string;
  /** Made of escaped parts only. */
  readonly body: string;
  readonly script?: string | undefined;
  /** Sources that the script may send to; `'self'` or an origin. */
  readonly sendsTo?: string | undefined;
}): Page {
  const { title, body, script, sendsTo } = options;
  const policy = [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    ...(script === undefined ? [] : [`script-src ${hash(script)}`]),
    ...(sendsTo === undefined ? [] : [`connect-src ${sendsTo}`]),
    "form-action 'self'",
    "base-uri 'none'",
  ].join('; ');
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex,nofollow">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(policy)}">
<title>${escapeHtml(title.replace(treacherous, '\ufffd'))}</title>
<style>${style}</style>
</head>
<body>
<main>
${body}
</main>
${script === undefined ? '' : `<script>${script}</script>\n`}</body>
</html>
`;
  return { html, policy };
}
