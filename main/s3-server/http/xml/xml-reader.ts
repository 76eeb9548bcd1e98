import { S3Error } from '../../errors/index.ts';

/** An element of a parsed body: its children in order and the text directly inside it. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** No body of S3 is deeper than a handful. */
const mostDepth = 12;
const mostElements = 100_000;
const token =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>/y;
const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/**
 * A strict reader of the small XML bodies of S3: elements, text, CDATA, comments, the five entities and character references.
 * A DOCTYPE, another entity, anything unbalanced, deep or long throws MalformedXML; no expansion can grow. Namespace prefixes
 * are dropped and attributes are not kept, as no S3 body gives them a meaning.
 */
export function parseXml(source: string, root: string): XmlElement {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source;
  type Open = { name: string; tag: string; children: XmlElement[]; text: string };
  const stack: Open[] = [];
  let result: XmlElement | undefined;
  let elements = 0;
  let at = 0;

  const close = (open: Open): void => {
    const parent = stack.at(-1);
    const done: XmlElement = { name: open.name, children: open.children, text: open.text };
    if (parent) parent.children.push(done);
    else result = done;
  };

  while (at < text.length) {
    const next = text.indexOf('<', at);
    const end = next < 0 ? text.length : next;
    if (end > at) {
      const piece = text.slice(at, end);
      const open = stack.at(-1);
      if (open) open.text += decodeEntities(piece);
      else if (piece.trim() !== '') throw malformed();
      at = end;
      continue;
    }
    token.lastIndex = at;
    const match = token.exec(text);
    if (!match) throw malformed();
    at = token.lastIndex;
    const [, cdata, slash, tag, , selfClosing] = match;
    if (cdata !== undefined) {
      const open = stack.at(-1);
      if (!open) throw malformed();
      open.text += cdata;
    } else if (tag !== undefined) {
      if (slash === '/') {
        const open = stack.pop();
        if (!open || open.tag !== tag) throw malformed();
        close(open);
        continue;
      }
      elements += 1;
      if (result || stack.length >= mostDepth || elements > mostElements) throw malformed();
      const open: Open = { name: tag.slice(tag.indexOf(':') + 1), tag, children: [], text: '' };
      if (selfClosing === '/') close(open);
      else stack.push(open);
    }
  }
  if (!result || stack.length > 0 || result.name !== root) throw malformed();
  return result;
}

/** The only child of this name, or undefined. Throws MalformedXML where there are several. */
export function childOf(parent: XmlElement, name: string): XmlElement | undefined {
  const found = parent.children.filter((child) => child.name === name);
  if (found.length > 1) throw malformed();
  return found[0];
}

export function textOf(parent: XmlElement, name: string): string | undefined {
  return childOf(parent, name)?.text;
}

export const malformed = (): S3Error => new S3Error('MalformedXML');

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-z]{2,4}));|&/g, (_whole, hex, decimal, name) => {
    const known = typeof name === 'string' ? entities[name] : undefined;
    if (known !== undefined) return known;
    if (typeof hex !== 'string' && typeof decimal !== 'string') throw malformed();
    const code = typeof hex === 'string' ? Number.parseInt(hex, 16) : Number(decimal);
    if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw malformed();
    return String.fromCodePoint(code);
  });
}
